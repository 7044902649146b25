// Set-up on demand: installs packages only when they are missing or differ from the lockfile, and with --build
// compiles only when a source is newer than the last build. A second run returns at once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const buildStamp = path.join(root, 'dist', '.built');
const builtFolders = ['src', 'migrations', 'bench', 'test/support'];
const builtFiles = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'];

checkNode();
if (!packagesMatchLockfile())
  run(
    'npm',
    ['ci', '--no-audit', '--no-fund'],
    'installing packages (better-sqlite3 may compile for about 100 s)',
  );
if (process.argv.includes('--build') && buildIsStale()) {
  const startedAt = new Date();
  run(process.execPath, [path.join('node_modules', '@nestjs', 'cli', 'bin', 'nest.js'), 'build'], 'building');
  mkdirSync(path.dirname(buildStamp), { recursive: true });
  writeFileSync(buildStamp, startedAt.toISOString());
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`waymark needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** True when every package of the lockfile stands in node_modules in that version (optional ones of other platforms aside). */
function packagesMatchLockfile() {
  const installedLock = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return false;
  const wanted = JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedLock, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, entry]) =>
      name === '' || installed[name]?.version === entry.version || (entry.optional && !installed[name]),
  );
}

function buildIsStale() {
  if (!existsSync(buildStamp)) return true;
  const builtAt = Date.parse(readFileSync(buildStamp, 'utf8'));
  return [...builtFolders.flatMap(filesBelow), ...builtFiles].some((file) => {
    const absolute = path.join(root, file);
    return existsSync(absolute) && statSync(absolute).mtimeMs > builtAt;
  });
}

function filesBelow(folder) {
  const absolute = path.join(root, folder);
  if (!existsSync(absolute)) return [];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true });
  // Folders count too: removing a file changes only its folder's time.
  return [folder, ...entries.map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))];
}

function run(command, args, what) {
  console.error(`waymark: ${what} …`);
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && command === 'npm',
  });
  if (status !== 0) process.exit(status ?? 1);
}
