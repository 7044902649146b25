import { CreateRegistry1763800000000 } from './1763800000000-create-registry.js';
import { HandleRecords1763800100000 } from './1763800100000-handle-records.js';
import { ServiceCredentials1763800200000 } from './1763800200000-service-credentials.js';
import { OaiSets1763800300000 } from './1763800300000-oai-sets.js';
import { HandleServer1763800400000 } from './1763800400000-handle-server.js';
import { OaiHarvests1763800500000 } from './1763800500000-oai-harvests.js';
import { BatchRuns1763800600000 } from './1763800600000-batch-runs.js';
import { SpaceOwners1763803000000 } from './1763803000000-space-owners.js';
import { TokenNames1763803000100 } from './1763803000100-token-names.js';
import { OaiSegments1763807000000 } from './1763807000000-oai-segments.js';

/** Every migration in the order in which they run. */
export const migrations = [
  CreateRegistry1763800000000,
  HandleRecords1763800100000,
  ServiceCredentials1763800200000,
  OaiSets1763800300000,
  HandleServer1763800400000,
  OaiHarvests1763800500000,
  BatchRuns1763800600000,
  SpaceOwners1763803000000,
  TokenNames1763803000100,
  OaiSegments1763807000000,
];
