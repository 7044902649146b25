import type { PidDriver, PidTarget } from '../../src/pid/driver.js';

/** One driver with a service behind it, as the contract suite needs it. */
export interface DriverUnderTest {
  driver: PidDriver;
  prefix: string;
  /** Puts a record of somebody else under a PID. */
  plantForeign: (pid: string) => Promise<void>;
  /** Where the PID leads outside; undefined when it is absent there. */
  leadsTo: (pid: string) => Promise<string | undefined>;
  close: () => Promise<void>;
}

/** A target under a prefix, at a revision. */
export function targetUnder(prefix: string, suffix: string, revision = 1): PidTarget {
  const pid = `${prefix}/${suffix}`;
  return {
    pid,
    publicHandle: pid,
    url: `https://waymark.test/share/${suffix}?v=${revision}`,
    tombstoneUrl: `https://waymark.test/${pid}`,
    mark: { registryId: 'waymark.test', handleId: `id-${suffix}`, revision },
    metadata: { schema: 'oai_dc', xml: '<metadata/>', summary: '{}' },
  };
}
