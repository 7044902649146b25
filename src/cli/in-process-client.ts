import { createApplication } from '../application.js';
import type { Config } from '../platform/config.js';
import { restRoot } from '../platform/location.js';
import { OperatorToken } from '../registry/users/operator-token.js';
import { sayFirstToken } from '../server.js';
import { judged, type ApiClient } from './client.js';

/** Speaks to an application started here, where no server runs on the data folder. */
export async function inProcessClient(config: Config, ownToken: string | undefined): Promise<ApiClient> {
  const application = await createApplication({ ...config, LOG_LEVEL: 'error' });
  // On stderr: stdout is what the command answers, and scripts read it.
  sayFirstToken(application, (line) => process.stderr.write(`${line}\n`));
  const operator = application.nest.get(OperatorToken);
  const token = ownToken ?? (await operator.issue());
  return {
    call: async (method, path, body) => {
      const response = await application.nest.inject({
        method,
        url: `${restRoot}${path}`,
        headers: { 'x-auth-token': token, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { payload: JSON.stringify(body) }),
      });
      const { location } = response.headers;
      return judged(
        response.statusCode,
        typeof location === 'string' ? location : undefined,
        response.payload,
      );
    },
    send: async (method, path, { headers, body } = {}) => {
      const response = await application.nest.inject({
        method: method as 'GET',
        url: path,
        ...(headers && { headers }),
        ...(body !== undefined && { payload: body }),
      });
      return { status: response.statusCode, text: response.payload };
    },
    close: async () => {
      await operator.withdraw();
      await application.close();
    },
  };
}
