import { Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database, isUniqueViolation } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { restRoot } from '../../platform/location.js';
import { Wakeups } from '../../platform/wakeups.js';
import { foldPid } from '../../pid/pid.js';
import { recordAudit } from '../audit/audit.js';
import { holdService, requireService, type ServiceRow } from '../handle-services/handle-services.queries.js';
import { choosePid, type ChosenPid } from '../handle-services/pid-choice.js';
import type { Member } from '../privileges/effective.queries.js';
import { addGrant } from '../privileges/grants.js';
import { handlePrivileges } from '../privileges/privileges.js';
import { landingUrlOf } from '../shares/share-view.js';
import { lockShare } from '../shares/shares.queries.js';
import type { Actor } from '../users/principal.js';
import { draftRecord, schemaNamed } from './draft.js';
import {
  handleProgress,
  type HandleProgress,
  insertHandle,
  liveHandleOfShare,
  storeDisseminations,
  templateNames,
} from './handles.queries.js';
import type { CreateHandle } from './handles.schemas.js';

/** How a registration stands when the request is answered (architecture 3). */
export interface RegistrationAnswer {
  handleId: string;
  publicHandle: string;
  state: string;
  /** True once the handle is registered and in the feed: 201; else 202. */
  settled: boolean;
}

/** How often a random name may collide before something is wrong. */
const mintAttempts = 5;

/** Registration of handles: the row first, then the service, then the answer. */
@Injectable()
export class HandleRegistration {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly wakeups: Wakeups,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Commits a handle and waits, up to REGISTRATION_DEADLINE_MS, until it is registered and in the feed.
   * @param member gets view, update and delete; undefined: nobody becomes a member
   * @throws RegistryError alreadyExists, badValueXML; externalServiceOperationFailed when the service refused for good
   */
  async register(body: CreateHandle, actor: Actor, member?: Member): Promise<RegistrationAnswer> {
    const service = await this.database.read((reader) => requireService(reader, body.handleServiceId));
    const existing = await this.database.read((reader) => liveHandleOfShare(reader, body.resourceId));
    if (existing !== undefined) throw new RegistryError('alreadyExists');
    const names = await this.database.read((reader) => templateNames(reader, body.resourceId, actor.userId));
    const id = await this.commit(
      body,
      () => choosePid(service, this.config.PUBLIC_URL, names, body.suffix),
      actor,
      member,
    );
    this.wakeups.wake('registration-due');
    return this.answer(id, service);
  }

  /** Writes the row under a fresh name; a name that is taken is given up for another. */
  private async commit(body: CreateHandle, choose: () => ChosenPid, actor: Actor, member?: Member) {
    for (let attempt = 1; ; attempt++) {
      const { pid, publicHandle } = choose();
      const id = newId();
      try {
        await this.insert({ id, pid, publicHandle }, body, actor, member);
        return id;
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        const taken = await this.database.read((reader) => liveHandleOfShare(reader, body.resourceId));
        if (taken !== undefined) throw new RegistryError('alreadyExists', {}, { cause: error });
        if (body.suffix !== undefined)
          throw new RegistryError('badValueIdentifierOccupied', { key: 'suffix' });
        if (attempt === mintAttempts) throw error;
      }
    }
  }

  private async insert(
    name: { id: string; pid: string; publicHandle: string },
    body: CreateHandle,
    actor: Actor,
    member?: Member,
  ): Promise<void> {
    const landingUrl = landingUrlOf(this.config.PUBLIC_URL, body.resourceId);
    const draft = draftRecord(schemaNamed(body.metadataSchema), body.metadata, {
      pid: name.pid,
      publicHandle: name.publicHandle,
      landingUrl,
    });
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      if (!(await lockShare(tx, body.resourceId)))
        throw new RegistryError('badValueIdNotFound', { key: 'resourceId' });
      await holdService(tx, body.handleServiceId, 'share');
      await insertHandle(tx, {
        ...name,
        pidFolded: foldPid(name.pid),
        serviceId: body.handleServiceId,
        shareId: body.resourceId,
        metadataSchema: body.metadataSchema,
        metadata: draft.metadata,
        summary: JSON.stringify(draft.summary),
        landingUrl,
        createdAt: at,
        creatorId: actor.userId,
      });
      await storeDisseminations(tx, name.id, 1, draft.disseminations);
      if (member !== undefined)
        await addGrant(tx, { kind: 'handle', id: name.id }, member, handlePrivileges.admin, at);
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle.create',
        objectKind: 'handle',
        objectId: name.id,
        after: { pid: name.pid, shareId: body.resourceId, serviceId: body.handleServiceId },
      });
    });
  }

  /** 201 when registered and published in time, 202 when still under way, 503 when refused for good. */
  private async answer(handleId: string, service: ServiceRow): Promise<RegistrationAnswer> {
    // An open breaker whose time has come still waits for its probe: only a success closes it.
    const held = service.paused || service.breaker_open_until !== null;
    const look = () => this.database.read((reader) => handleProgress(reader, handleId));
    const settled = await this.wakeups.until(
      'settled',
      held ? 0 : this.config.REGISTRATION_DEADLINE_MS,
      async () => {
        const row = await look();
        return row !== undefined && hasSettled(row) ? row : undefined;
      },
    );
    const progress = settled ?? (await look());
    if (progress === undefined || progress.deleted_at !== null)
      throw new RegistryError('conflict', {
        reason: 'The handle was deleted while it was being registered.',
        handleId,
      });
    const { state } = progress;
    if (state !== 'parked' && state !== 'conflict')
      return {
        handleId,
        publicHandle: progress.public_handle,
        state,
        settled: progress.published_revision > 0,
      };
    throw new RegistryError(
      'externalServiceOperationFailed',
      { serviceName: service.name, handleId, state, reason: reasonOf(progress.last_outcome) },
      { headers: { location: `${this.config.PUBLIC_URL}${restRoot}/handles/${handleId}` } },
    );
  }
}

/** True when waiting longer would change nothing: in the feed, refused for good, or deleted meanwhile. */
function hasSettled(row: HandleProgress): boolean {
  return (
    row.published_revision > 0 ||
    row.deleted_at !== null ||
    row.state === 'parked' ||
    row.state === 'conflict'
  );
}

function reasonOf(lastOutcome: string | null): string | null {
  const outcome: unknown = lastOutcome === null ? null : JSON.parse(lastOutcome);
  const reason: unknown =
    typeof outcome === 'object' && outcome !== null ? Reflect.get(outcome, 'reason') : null;
  return typeof reason === 'string' ? reason : null;
}
