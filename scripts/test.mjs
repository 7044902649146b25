// Runs jest in ESM mode: node scripts/test.mjs sqlite|postgres|faults|fuzz|browser [--shots DIR] [jest arguments]
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [suite = 'sqlite', ...jestArguments] = process.argv.slice(2);
const postgres = suite === 'postgres';
const shotsAt = jestArguments.indexOf('--shots');
const [, shots] = shotsAt < 0 ? [] : jestArguments.splice(shotsAt, 2);
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
      ...(suite === 'fuzz' ? { WAYMARK_FUZZ_REQUESTS: process.env.WAYMARK_FUZZ_REQUESTS ?? '1000000' } : {}),
      ...(shots ? { WAYMARK_SHOTS: path.resolve(shots) } : {}),
    },
  },
);
process.exit(result.status ?? 1);

/** PostgreSQL repeats what touches a database; the pure rooms need no second run. */
function suiteArguments() {
  if (jestArguments.includes('--testPathPatterns')) return [];
  if (suite === 'browser') return ['--testPathPatterns', '/test/browser/'];
  if (suite === 'fuzz') return ['--testPathPatterns', '/test/oai-pmh/fuzz'];
  // Beside the faults, the tests that have a short form in the other runs.
  if (suite === 'faults')
    return ['--testPathPatterns', '/test/(faults/|feed/harvest-gap|flows/oai-(harvest|conformance))'];
  if (postgres)
    return [
      '--testPathPatterns',
      '/test/(flows|faults|contract|platform|feed|registry|registration|web|handle-server)/',
    ];
  // A browser takes its time; it has a run of its own.
  return ['--testPathIgnorePatterns', '/test/browser/', '/node_modules/'];
}
