import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { addPrefix, basic } from '../handle-server/handle-server-fixture.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { checkouts, missingFor, runPython, scratchCheckout } from './python-clients.js';

const prefix = '21.T14999';
const suffix = 'B2HANDLE_INTEGRATION_TESTS';
const password = 'integration password';
const lookup = { username: prefix, password: 'look-up password' };

/** Tests that fail on handle.net's own server too, by defects of their own. Source: reference handle.md 5.2. */
const failingUpstream = [
  'test_global_resolve',
  'test_instantiate_with_credentials',
  'test_instantiate_with_credentials_inexistentuser',
  'test_instantiate_with_credentials_config',
  'test_instantiate_with_credentials_config_override',
  'test_retrieve_handle_record_json',
  'test_delete_handle_inexistent',
];
const failingInPyhandle = [...failingUpstream, 'test_generate_and_register_handle', 'test_register_handle'];

const runner = `
import json, sys, unittest
loader = unittest.defaultTestLoader
suite = unittest.TestSuite(loader.loadTestsFromName(name) for name in sys.argv[1:])
result = unittest.TextTestRunner(stream=sys.stderr).run(suite)
bad = {case.id().split('.')[-1]: text for case, text in result.failures + result.errors}
print(json.dumps({'ran': result.testsRun, 'bad': bad}))
`;

describe('integration suites of other clients', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startTestApp();
    await addPrefix(app, { prefix, username: suffix, password, reverseLookup: lookup });
  });
  afterAll(() => app.close());

  const values = () => ({
    user: `300:${prefix}/${suffix}`,
    password,
    handle_server_url_read: app.url,
    handle_server_url_write: app.url,
    url_extension_REST_API: '/api/handles/',
    reverselookup_username: lookup.username,
    reverselookup_password: lookup.password,
    reverselookup_baseuri: app.url,
    reverselookup_baseuri_wrong: `${app.url}/nowhere`,
    reverselookup_url_extension: '/hrls/handles/',
    handle_for_read_tests: `${prefix}/read`,
    handle_for_read_tests_with_10320LOC: `${prefix}/read-loc`,
    handle_for_read_tests_without_10320LOC: `${prefix}/read-no-loc`,
    handle_globally_resolvable: '11022/test',
    handle_to_be_created: `${prefix}/created`,
    handle_to_be_modified: `${prefix}/modified`,
    handle_to_be_modified_with_10320LOC: `${prefix}/modified-loc`,
    handle_to_be_modified_without_10320LOC: `${prefix}/modified-no-loc`,
    HTTPS_verify: false,
  });

  /** The record that the suites read but do not make. */
  async function putReadRecord(): Promise<void> {
    const admin = { handle: `${prefix}/${suffix}`, index: 300, permissions: '011111110011' };
    const body = [
      { index: 100, type: 'HS_ADMIN', data: { format: 'admin', value: admin } },
      ...[
        [111, 'TEST1', 'val1'],
        [2222, 'TEST2', 'val2'],
        [333, 'TEST3', 'val3'],
        [4, 'TEST4', 'val4'],
      ].map(([index, type, data]) => ({ index, type, data })),
    ];
    const authorization = basic({ username: `300:${prefix}/${suffix}`, password });
    await app.call('PUT', `/api/handles/${prefix}/read`, {
      root: true,
      token: null,
      body,
      headers: { authorization },
    });
  }

  for (const checkout of checkouts) {
    const missing = missingFor(checkout);
    const title = `${checkout.name} ${checkout.version}`;
    (missing === undefined ? it : it.skip)(
      missing === undefined ? title : `${title} (${missing})`,
      async () => {
        await putReadRecord();
        const scratch = scratchCheckout(checkout, values());
        const modules = [
          'read',
          'write',
          'search',
          ...(checkout.name === 'b2handle' ? ['10320loc_write'] : []),
        ].map((part) => `${checkout.name}.tests.testcases.handleclient_${part}_integration_test`);
        const { ran, bad } = JSON.parse(await runPython(scratch.folder, runner, ...modules)) as {
          ran: number;
          bad: Record<string, string>;
        };
        scratch.remove();
        const allowed = checkout.name === 'pyhandle' ? failingInPyhandle : failingUpstream;
        const unexpected = Object.entries(bad).filter(([name]) => !allowed.includes(name));
        expect(unexpected).toEqual([]);
        expect(ran).toBeGreaterThan(30);
      },
      120_000,
    );
  }
});
