import type { PidFailureClass } from '../../src/pid/driver.js';
import type { Fault, FakeRequest } from '../support/fakes/fake-server.js';

/** What a driver is asked to do in a cell of the matrix. */
export type CellOperation = 'register' | 'update' | 'unregister' | 'inspect';

/** One scripted outcome: a fault on the decisive request of an operation, and the class that it must have. */
export interface Cell {
  name: string;
  operation: CellOperation;
  fault: Fault;
  /** Class of the failure, or `applied` where the outcome counts as success. */
  expected: PidFailureClass | 'applied' | 'conflict';
  /** Drivers where the protocol gives the outcome another meaning. */
  except?: Partial<Record<string, PidFailureClass | 'applied' | 'conflict'>>;
  /** Drivers whose protocol cannot produce the outcome. */
  impossible?: readonly string[];
}

/** Which request of an operation is the decisive one. */
export const isDecisive = (operation: CellOperation, { method }: FakeRequest): boolean =>
  operation === 'inspect' ? method === 'GET' : method !== 'GET';

const proxyCannotLook = ['handle-proxy'];
const status = (code: number, more: Partial<Fault & { headers: object; body: string }> = {}): Fault =>
  ({ kind: 'status', status: code, ...more }) as Fault;
const register = (
  name: string,
  fault: Fault,
  expected: Cell['expected'],
  more: Partial<Cell> = {},
): Cell => ({
  name,
  operation: 'register',
  fault,
  expected,
  ...more,
});

const redirects = [300, 301, 302, 303, 307, 308].map((code) =>
  register(`${code}`, status(code, { headers: { location: 'http://127.0.0.1:1/' } }), 'config'),
);
const transient = [408, 425, 429, 500, 501, 502, 503, 504, 507, 520, 599].map((code) =>
  register(
    `${code}`,
    status(code, { body: '<html>trouble</html>', headers: { 'content-type': 'text/html' } }),
    'transient',
  ),
);
const permanent = [402, 404, 405, 406, 410, 411, 413, 414, 415, 417, 422, 431, 451].map((code) =>
  register(`${code}`, status(code), 'permanent'),
);
const unknown: Cell[] = [
  register('connection reset before the work', { kind: 'reset' }, 'unknown'),
  register('connection reset after the work', { kind: 'reset', after: true }, 'unknown'),
  register('no answer, work not done', { kind: 'hang' }, 'unknown'),
  register('no answer, work done', { kind: 'hang', after: true }, 'unknown'),
  register('truncated answer, work not done', { kind: 'truncate' }, 'unknown'),
  register('truncated answer, work done', { kind: 'truncate', after: true }, 'unknown'),
  register('2 MB answer', { kind: 'large', after: true }, 'unknown'),
  register(
    'compressed answer',
    status(201, { after: true, headers: { 'content-encoding': 'gzip' } }),
    'unknown',
  ),
  register('200 with a web page', { kind: 'garbage', after: true }, 'unknown', {
    // Success of these is the status alone; the address is read back afterwards.
    except: { 'datacite-mds': 'applied', 'handle-proxy': 'applied' },
  }),
];
const credentials: Cell[] = [
  register('401', status(401), 'credentials'),
  register(
    '401 with a body',
    status(401, { body: '{"errors":[{"title":"Bad credentials."}]}' }),
    'credentials',
  ),
  register(
    '403 in words',
    status(403, { body: '{"errors":[{"title":"not authorized"}],"responseCode":400}' }),
    'credentials',
  ),
  register('403 of a firewall', status(403), 'credentials', {
    except: { 'datacite-rest': 'transient', 'datacite-mds': 'transient' },
  }),
];
const names: Cell[] = [
  register('409, nothing there', status(409), 'exists'),
  register('412, nothing there', status(412), 'exists', {
    // MDS: "metadata first", though it was sent.
    except: { 'datacite-mds': 'unknown' },
  }),
  register(
    '409, ours',
    status(409, { after: true }),
    'applied',
    // Without a look the proxy can only try again.
    { except: { 'handle-proxy': 'exists' } },
  ),
  register('400 without a reason', status(400), 'doubtful'),
  register('429, come back in 7 s', status(429, { headers: { 'retry-after': '7' } }), 'transient'),
  register(
    '503, come back at a date',
    status(503, { headers: { 'retry-after': 'Sun, 22 Nov 2099 08:00:00 GMT' } }),
    'transient',
  ),
];
const later: Cell[] = [
  { name: 'update: 404', operation: 'update', fault: status(404), expected: 'drifted' },
  { name: 'update: 500', operation: 'update', fault: status(500), expected: 'transient' },
  { name: 'update: 401', operation: 'update', fault: status(401), expected: 'credentials' },
  { name: 'update: reset after the work', operation: 'update', fault: { kind: 'reset', after: true }, expected: 'unknown' },
  {
    name: 'update: 412',
    operation: 'update',
    fault: status(412),
    expected: 'conflict',
    except: { 'epic-v2': 'transient', 'datacite-mds': 'unknown' },
  },
  {
    name: 'unregister: 404',
    operation: 'unregister',
    fault: status(404),
    expected: 'applied',
  },
  { name: 'unregister: 503', operation: 'unregister', fault: status(503), expected: 'transient' },
  { name: 'unregister: reset', operation: 'unregister', fault: { kind: 'reset' }, expected: 'unknown' },
  { name: 'inspect: 401', operation: 'inspect', fault: status(401), expected: 'credentials', impossible: proxyCannotLook },
  { name: 'inspect: 500', operation: 'inspect', fault: status(500), expected: 'transient', impossible: proxyCannotLook },
  { name: 'inspect: web page', operation: 'inspect', fault: { kind: 'garbage' }, expected: 'unknown', impossible: proxyCannotLook },
  { name: 'inspect: truncated', operation: 'inspect', fault: { kind: 'truncate' }, expected: 'unknown', impossible: proxyCannotLook },
]; // prettier-ignore

/** The scripted outcomes: the table of the failure model, statuses spelt out. */
export const cells: readonly Cell[] = [
  ...redirects,
  ...transient,
  ...permanent,
  ...unknown,
  ...credentials,
  ...names,
  ...later,
];

/** What each class makes of the row. */
export const changeOf: Readonly<Record<PidFailureClass, 'retry' | 'stop'>> = {
  exists: 'retry',
  drifted: 'stop',
  permanent: 'stop',
  doubtful: 'retry',
  credentials: 'retry',
  transient: 'retry',
  unknown: 'retry',
  config: 'stop',
};
