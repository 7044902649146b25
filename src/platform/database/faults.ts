import { QueryFailedError } from 'typeorm';

/** What passes by itself: lock, pool or connection trouble. Sources: SQLite result codes, PostgreSQL errcodes. */
const passing = new Set([
  'SQLITE_BUSY',
  '53200',
  '53300',
  '55P03',
  '57P01',
  '57P03',
  '57014',
  '40001',
  '40P01',
  'ECONNREFUSED',
  'ECONNRESET',
]);

/** What passes once a person has made room, or mended the disk. */
const ofDisk = new Set(['SQLITE_FULL', 'SQLITE_IOERR', '53100']);

/** True when the statement failed because a unique index already holds the value. */
export function isUniqueViolation(error: unknown): boolean {
  const code = codeOf(error);
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/** True for a full or failing disk: it lasts until a person acts. */
export function isDiskFault(error: unknown): boolean {
  return ofDisk.has(primary(codeOf(error)));
}

/** True for states of the database after which the same request may succeed. */
export function isPassing(error: unknown): boolean {
  const fault = driverErrorOf(error);
  const poolExhausted =
    fault instanceof Error && fault.message.includes('timeout exceeded when trying to connect');
  return poolExhausted || isDiskFault(error) || passing.has(primary(codeOf(error)));
}

/** TypeORM wraps what its drivers throw; SQLite's own faults come bare. */
const driverErrorOf = (error: unknown): unknown =>
  error instanceof QueryFailedError ? error.driverError : error;

/** What a driver calls its fault; '' for any other. */
function codeOf(error: unknown): string {
  const fault = driverErrorOf(error);
  return typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : '';
}

/** SQLite says more of a fault behind its code: SQLITE_IOERR_FSYNC. */
const primary = (code: string) => /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
