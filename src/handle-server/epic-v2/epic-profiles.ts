import { Inject, Injectable } from '@nestjs/common';
import { foldPid } from '../../pid/pid.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { HandleError } from '../outcome.js';

/** What profiles there are, by EPIC's names. */
export const profileNames = ['nodelete'];

/** What the EPIC face refuses under some prefixes although the user's rights would allow it. */
@Injectable()
export class EpicProfiles {
  private readonly undeletable: ReadonlySet<string>;

  constructor(@Inject(CONFIG) config: Config) {
    this.undeletable = new Set(config.EPIC_NODELETE.map(foldPid));
  }

  /** Source: EPIC API v2, profile `nodelete`. @throws HandleError invalidAdmin where handles are for ever */
  assertDeletable(prefix: string): void {
    if (this.undeletable.has(foldPid(prefix)) || this.undeletable.has('*'))
      throw new HandleError('invalidAdmin', `Handles of ${prefix} are not deleted (profile nodelete)`);
  }
}
