import { Injectable } from '@nestjs/common';
import { RegistryError } from '../../platform/errors.js';
import { Locations } from '../../platform/location.js';
import { Wakeups } from '../../platform/wakeups.js';
import type { Member } from '../privileges/effective.queries.js';
import type { Actor } from '../users/principal.js';
import { HandleIntake, type TakenIn } from './handle-intake.js';
import type { HandleProgress } from './handles.queries.js';
import type { CreateHandle } from './handles.schemas.js';
import { SharedLook } from './shared-look.js';

/** How a registration stands when the request is answered (architecture 3). */
export interface RegistrationAnswer {
  handleId: string;
  publicHandle: string;
  state: string;
  /** True once the handle is registered and in the feed: 201; else 202. */
  settled: boolean;
}

/** Registration of handles: the row first, then the service, then the answer. */
@Injectable()
export class HandleRegistration {
  constructor(
    private readonly intake: HandleIntake,
    private readonly look: SharedLook,
    private readonly wakeups: Wakeups,
    private readonly locations: Locations,
  ) {}

  /**
   * Commits a handle and waits, up to REGISTRATION_DEADLINE_MS, until it is registered and in the feed.
   * @param member gets view, update and delete; undefined: nobody becomes a member
   * @throws RegistryError alreadyExists, badValueXML; externalServiceOperationFailed when the service refused for good
   */
  async register(body: CreateHandle, actor: Actor, member?: Member): Promise<RegistrationAnswer> {
    const taken = await this.intake.takeIn(body, actor, member);
    this.wakeups.wake('registration-due');
    return this.answer(taken);
  }

  /** 201 when registered and published in time, 202 when still under way, 503 when refused for good. */
  private async answer({ id, serviceName, waitMs }: TakenIn): Promise<RegistrationAnswer> {
    const settled = await this.wakeups.until('settled', waitMs, async () => {
      const row = await this.look.at(id);
      return row !== undefined && hasSettled(row) ? row : undefined;
    });
    const progress = settled ?? (await this.look.at(id));
    if (progress === undefined || progress.deleted_at !== null)
      throw new RegistryError('conflict', {
        reason: 'The handle was deleted while it was being registered.',
        handleId: id,
      });
    const { state, public_handle: publicHandle } = progress;
    if (!isStuck(state))
      return { handleId: id, publicHandle, state, settled: progress.published_revision > 0 };
    throw new RegistryError(
      'externalServiceOperationFailed',
      { serviceName, handleId: id, state, reason: reasonOf(progress.last_outcome) },
      { headers: { location: this.locations.of(`/handles/${id}`) } },
    );
  }
}

const isStuck = (state: string) => state === 'parked' || state === 'conflict';

/** True when waiting longer would change nothing: in the feed, refused for good, or deleted meanwhile. */
const hasSettled = (row: HandleProgress) =>
  row.published_revision > 0 || row.deleted_at !== null || isStuck(row.state);

function reasonOf(lastOutcome: string | null): string | null {
  const outcome: unknown = lastOutcome === null ? null : JSON.parse(lastOutcome);
  const reason: unknown =
    typeof outcome === 'object' && outcome !== null ? Reflect.get(outcome, 'reason') : null;
  return typeof reason === 'string' ? reason : null;
}
