// A real server that kills itself at the n-th passing of a crash point, as a power cut would. Its parent's first message
// is the environment to start in, each later one { point, passes } arms it; when the parent is gone, so is the server.
import { createApplication } from '../../../src/application.js';
import { RemoteCaller } from '../../../src/pid/remote-call.js';
import { loadConfig } from '../../../src/platform/config.js';
import { Database, type Sql } from '../../../src/platform/database/database.js';
import { Wakeups } from '../../../src/platform/wakeups.js';
import { HandleRegistration } from '../../../src/registry/handles/handle-registration.service.js';

process.once('disconnect', () => process.exit(1));
// Everything is loaded by now: what is left of the start is the application's own.
const environment = await new Promise<NodeJS.ProcessEnv>((resolve) => process.once('message', resolve));
let armed = { point: 'none', passes: 0 };
process.on('message', (message: typeof armed) => {
  armed = message;
});

/** Passes a crash point; does not come back from the one that is armed. */
function pass(name: string): void {
  if (name === armed.point && --armed.passes <= 0) process.kill(process.pid, 'SIGKILL');
}

const application = await createApplication(loadConfig({ PATH: process.env['PATH'], ...environment }));

// C0: the request is parsed, nothing is written.
const registration = application.nest.get(HandleRegistration);
const register = registration.register.bind(registration);
registration.register = (...given) => {
  pass('C0');
  return register(...given);
};

// C1: the row is committed, the worker not woken yet. C7: the outcome is committed, nobody told yet.
const wakeups = application.nest.get(Wakeups);
const wake = wakeups.wake.bind(wakeups);
wakeups.wake = (topic) => {
  if (topic === 'registration-due') pass('C1');
  if (topic === 'publication-due') pass('C7');
  wake(topic);
};

// C2: the lease is taken inside the transaction, and not committed.
const database = application.nest.get(Database);
const write = database.write.bind(database);
database.write = (task) =>
  write(async (tx) => {
    const passed = { lease: false };
    const rows = <T>(statement: Sql) => {
      passed.lease ||= statement.sql.includes('SET lease_owner = ?');
      return tx.rows<T>(statement);
    };
    const value = await task({ ...tx, rows });
    if (passed.lease) pass('C2');
    return value;
  });

// C3: lease, fence and ever_sent are committed, no byte is out. C6: the answer is read, nothing written down.
const remote = application.nest.get(RemoteCaller);
const call = remote.call.bind(remote);
remote.call = async (request) => {
  pass('C3');
  const answer = await call(request);
  pass('C6');
  return answer;
};

const url = await application.listen();
process.stdout.write(`ready ${url}\n`);
process.once('SIGTERM', () => void application.close());
