import { Inject, Injectable } from '@nestjs/common';
import { Clock, toInstant } from '../../platform/clock.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { isUniqueViolation } from '../../platform/database/faults.js';
import { RegistryError } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { foldPid } from '../../pid/pid.js';
import { recordAudit } from '../audit/audit.js';
import { lockService, requireService, type ServiceRow } from '../handle-services/handle-services.queries.js';
import { choosePid, type ChosenPid } from '../handle-services/pid-choice.js';
import { RecordDrafts, type Draft } from '../metadata/record-drafts.js';
import type { Member } from '../privileges/effective.queries.js';
import { addGrant } from '../privileges/grants.js';
import { handlePrivileges } from '../privileges/privileges.js';
import { landingUrlOf } from '../shares/share-view.js';
import { lockShare } from '../shares/shares.queries.js';
import type { Actor } from '../users/principal.js';
import { insertHandle, liveHandleOfShare, storeDisseminations, templateNames } from './handles.queries.js';
import type { CreateHandle } from './handles.schemas.js';

/** A handle that was committed, and how long its registration is worth waiting for. */
export interface TakenIn {
  id: string;
  serviceName: string;
  /** Milliseconds; 0 while the service is paused or its breaker open. */
  waitMs: number;
}

/** How often a random name may collide before something is wrong. */
const mintAttempts = 5;

/** Takes new handles into the ledger: metadata checked and completed, name minted, row committed. */
@Injectable()
export class HandleIntake {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly drafts: RecordDrafts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /**
   * Commits a handle under a fresh name; a name that is taken is given up for another.
   * @param member gets view, update and delete; undefined: nobody becomes a member
   * @throws RegistryError alreadyExists, badValueXML
   */
  async takeIn(body: CreateHandle, actor: Actor, member?: Member): Promise<TakenIn> {
    const service = await this.database.read((reader) => requireService(reader, body.handleServiceId));
    await this.refusePublishedShare(body.resourceId);
    for (let attempt = 1; ; attempt++) {
      const id = newId();
      const chosen = await this.choose(service, body, actor);
      try {
        await this.insert({ ...chosen, id }, body, actor, member);
        const waitMs = isHeld(service) ? 0 : this.config.REGISTRATION_DEADLINE_MS;
        return { id, serviceName: service.name, waitMs };
      } catch (error) {
        if (!isUniqueViolation(error)) throw error;
        await this.refusePublishedShare(body.resourceId, error);
        if (body.suffix !== undefined)
          throw new RegistryError('badValueIdentifierOccupied', { key: 'suffix' });
        if (attempt === mintAttempts) throw error;
      }
    }
  }

  /** What registering would store and disseminate, under an example of a name; nothing is stored. */
  async preview(body: CreateHandle, actor: Actor) {
    const service = await this.database.read((reader) => requireService(reader, body.handleServiceId));
    const { pid, publicHandle } = await this.choose(service, body, actor);
    const landingUrl = landingUrlOf(this.config.PUBLIC_URL, body.resourceId);
    const prepared = this.drafts.prepare(body.metadataSchema, body.metadata, {
      pid,
      publicHandle,
      landingUrl,
    });
    return prepared.valid
      ? { ...prepared, examplePublicHandle: publicHandle }
      : { ...prepared, metadata: null, summary: null, disseminations: [], examplePublicHandle: publicHandle };
  }

  private async refusePublishedShare(shareId: string, cause?: unknown): Promise<void> {
    const existing = await this.database.read((reader) => liveHandleOfShare(reader, shareId));
    if (existing !== undefined) throw new RegistryError('alreadyExists', {}, { cause });
  }

  private async choose(service: ServiceRow, body: CreateHandle, actor: Actor): Promise<ChosenPid> {
    const names = await this.database.read((reader) => templateNames(reader, body.resourceId, actor.userId));
    return choosePid(service, this.config.PUBLIC_URL, names, body.suffix);
  }

  private async insert(
    name: ChosenPid & { id: string },
    body: CreateHandle,
    actor: Actor,
    member?: Member,
  ): Promise<void> {
    const { id, pid, publicHandle } = name;
    const landingUrl = landingUrlOf(this.config.PUBLIC_URL, body.resourceId);
    const draft: Draft = this.drafts.require(body.metadataSchema, body.metadata, {
      pid,
      publicHandle,
      landingUrl,
    });
    const at = toInstant(this.clock.now());
    await this.database.write(async (tx) => {
      if (!(await lockShare(tx, body.resourceId)))
        throw new RegistryError('badValueIdNotFound', { key: 'resourceId' });
      if (!(await lockService(tx, body.handleServiceId, 'keep')))
        throw new RegistryError('badValueIdNotFound', { key: 'handleServiceId' });
      await insertHandle(tx, {
        ...name,
        pidFolded: foldPid(pid),
        serviceId: body.handleServiceId,
        shareId: body.resourceId,
        metadataSchema: body.metadataSchema,
        metadata: draft.metadata,
        summary: JSON.stringify(draft.summary),
        landingUrl,
        createdAt: at,
        creatorId: actor.userId,
      });
      await storeDisseminations(tx, id, 1, draft.disseminations);
      if (member !== undefined)
        await addGrant(tx, { kind: 'handle', id }, member, handlePrivileges.admin, at);
      await recordAudit(tx, {
        at,
        actor,
        action: 'handle.create',
        objectKind: 'handle',
        objectId: id,
        after: { pid, shareId: body.resourceId, serviceId: body.handleServiceId, member },
      });
    });
  }
}

/** An open breaker whose time has come still waits for its probe: only a success closes it. */
const isHeld = (service: ServiceRow) => service.paused || service.breaker_open_until !== null;
