import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addPrefix } from '../handle-server/handle-server-fixture.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { checkouts, missingFor, runPython, scratchCheckout } from './python-clients.js';

/** What an unmodified client does in the life of a handle, told by what it answers and raises. */
const life = `
import json, sys
kind, url, user, password = sys.argv[1:]
if kind == 'pyhandle':
    from pyhandle.client.resthandleclient import RESTHandleClient as Client
    import pyhandle.handleexceptions as faults
else:
    from b2handle.handleclient import EUDATHandleClient as Client
    import b2handle.handleexceptions as faults
def told(call):
    try:
        return call()
    except Exception as fault:
        return type(fault).__name__
log = []
client = Client.instantiate_with_username_and_password(url, user, password, HTTPS_verify=False)
name = '21.T1/Life-' + kind + sys.argv[2][-4:]
log.append(told(lambda: client.register_handle(name, 'https://one.example/a?b=c&d', checksum='abc')) == name)
log.append(told(lambda: client.register_handle(name, 'https://two.example/', overwrite=False)))
log.append(told(lambda: client.get_value_from_handle(name, 'URL')))
log.append(told(lambda: client.modify_handle_value(name, URL='https://three.example/', MORE='x')) in (None, name))
log.append(told(lambda: client.get_value_from_handle(name, 'MORE')))
log.append(told(lambda: client.delete_handle_value(name, 'MORE')) in (None, name))
log.append(told(lambda: client.get_value_from_handle(name, 'MORE')))
log.append(told(lambda: client.search_handle(URL='https://three.*')))
log.append(told(lambda: client.search_handle(URL='*three*', CHECKSUM='abc')))
if kind == 'b2handle':
    log.append(told(lambda: client.add_additional_URL(name, 'https://four.example/')))
    log.append(told(lambda: client.is_URL_contained_in_10320LOC(name, 'https://four.example/')))
log.append(told(lambda: client.register_handle('99.FOREIGN/x', 'https://x.example/')))
log.append(told(lambda: client.retrieve_handle_record('99.FOREIGN/x')))
bad = told(lambda: Client.instantiate_with_username_and_password(url, user, 'wrong', HTTPS_verify=False))
log.append(bad if isinstance(bad, str) else told(lambda: bad.delete_handle(name)))
log.append(told(lambda: client.delete_handle(name)) in (None, name) or 'deleted')
log.append(told(lambda: client.retrieve_handle_record_json(name)))
print(json.dumps(log))
`;

/** pyhandle with the credentials file that Waymark prints. */
const withCredentials = `
import sys
from pyhandle.clientcredentials import PIDClientCredentials
from pyhandle.client.resthandleclient import RESTHandleClient
client = RESTHandleClient.instantiate_with_credentials(PIDClientCredentials.load_from_JSON(sys.argv[1]))
print(client.register_handle('21.T1/by-credentials', 'https://one.example/', overwrite=True))
`;

describe('the life of a handle by clients of others', () => {
  let app: TestApp;
  let admin: { username: string; password: string };
  beforeAll(async () => {
    app = await startTestApp();
    admin = await addPrefix(app, { prefix: '21.T1', password: 'pass word/%41' });
  });
  afterAll(() => app.close());

  for (const checkout of checkouts) {
    const missing = missingFor(checkout);
    const title = `${checkout.name} ${checkout.version}${missing === undefined ? '' : ` (${missing})`}`;
    (missing === undefined ? it : it.skip)(
      title,
      async () => {
        const scratch = scratchCheckout(checkout, {});
        const { username, password } = admin;
        const log = JSON.parse(
          await runPython(scratch.folder, life, checkout.name, app.url, username, password),
        ) as unknown[];
        const credentials = mkdtempSync(path.join(tmpdir(), 'waymark-credentials-'));
        const file = path.join(credentials, 'credentials.json');
        writeFileSync(
          file,
          JSON.stringify({
            client: 'rest',
            handle_server_url: app.url,
            ...admin,
            prefix: '21.T1',
            handleowner: '200:0.NA/21.T1',
          }),
        );
        if (checkout.name === 'pyhandle')
          expect((await runPython(scratch.folder, withCredentials, file)).trim()).toBe(
            '21.T1/by-credentials',
          );
        rmSync(credentials, { recursive: true });
        scratch.remove();
        const name = expect.stringMatching(/^21\.T1\/Life-/);
        expect(log).toEqual([
          true,
          'HandleAlreadyExistsException',
          'https://one.example/a?b=c&d',
          true,
          'x',
          true,
          null,
          [name],
          [name],
          ...(checkout.name === 'b2handle' ? [null, true] : []),
          'GenericHandleError',
          'GenericHandleError',
          'HandleAuthenticationError',
          true,
          null,
        ]);
      },
      120_000,
    );
  }
});
