// Runs jest in ESM mode: node scripts/test.mjs sqlite|postgres|faults [jest arguments]
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [suite = 'sqlite', ...jestArguments] = process.argv.slice(2);
const postgres = suite === 'postgres';
const result = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    path.join('node_modules', 'jest', 'bin', 'jest.js'),
    ...suiteArguments(),
    ...jestArguments,
  ],
  {
    cwd: path.resolve(import.meta.dirname, '..'),
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_ENV: 'test',
      WAYMARK_TEST_DATABASE: postgres ? 'postgres' : 'sqlite',
      ...(suite === 'faults' ? { WAYMARK_FAULTS: 'full' } : {}),
    },
  },
);
process.exit(result.status ?? 1);

/** PostgreSQL repeats what touches a database; the pure rooms need no second run. */
function suiteArguments() {
  if (jestArguments.includes('--testPathPatterns')) return [];
  if (suite === 'faults') return ['--testPathPatterns', '/test/faults/'];
  if (postgres)
    return ['--testPathPatterns', '/test/(flows|faults|contract|platform|feed|registry|registration)/'];
  return [];
}
