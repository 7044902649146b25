import { dataciteMdsDriver } from './datacite-mds/datacite-mds.driver.js';
import { dataciteRestDriver } from './datacite-rest/datacite-rest.driver.js';
import type { DriverFactory } from './driver-settings.js';
import { epicV2Driver } from './epic-v2/epic-v2.driver.js';
import { handleHttpDriver } from './handle-http/handle-http.driver.js';
import { handleProxyDriver } from './handle-proxy/handle-proxy.driver.js';
import { localDriver } from './local/local.driver.js';
import type { DriverName } from './service-types.js';

/** Every driver: one line each. `service-types.ts` says which service type it serves. */
export const drivers: Readonly<Record<DriverName, DriverFactory>> = {
  'datacite-mds': dataciteMdsDriver,
  'datacite-rest': dataciteRestDriver,
  'epic-v2': epicV2Driver,
  'handle-http': handleHttpDriver,
  'handle-proxy': handleProxyDriver,
  local: localDriver,
};
