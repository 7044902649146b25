// A real server that kills itself at the n-th passing of a crash point (CRASH_AT=C3:17), as a power cut would.
import { createApplication } from '../../../src/application.js';
import { RemoteCaller } from '../../../src/pid/remote-call.js';
import { loadConfig } from '../../../src/platform/config.js';
import { Wakeups } from '../../../src/platform/wakeups.js';

const [point, times] = (process.env['CRASH_AT'] ?? 'never:0').split(':');
let passes = 0;

/** Passes a crash point; does not come back from the one that CRASH_AT names. */
function pass(name: string): void {
  if (name === point && ++passes >= Number(times)) process.kill(process.pid, 'SIGKILL');
}

const application = await createApplication(loadConfig(process.env));

// C1: the row is committed, the worker not woken yet. C7: the outcome is committed, nobody told yet.
const wakeups = application.nest.get(Wakeups);
const wake = wakeups.wake.bind(wakeups);
wakeups.wake = (topic) => {
  if (topic === 'registration-due') pass('C1');
  if (topic === 'publication-due') pass('C7');
  wake(topic);
};

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
