import { CreateRegistry1763800000000 } from './1763800000000-create-registry.js';
import { HandleRecords1763800100000 } from './1763800100000-handle-records.js';
import { HandleServer1763800200000 } from './1763800200000-handle-server.js';

/** Every migration in the order in which they run. */
export const migrations = [
  CreateRegistry1763800000000,
  HandleRecords1763800100000,
  HandleServer1763800200000,
];
