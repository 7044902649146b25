import type { DriverFactory } from './driver-settings.js';
import type { DriverName } from './service-types.js';
import { localDriver } from './local/local.driver.js';

/** Every driver: one line each. `service-types.ts` says which service type it serves. */
export const drivers: Readonly<Record<DriverName, DriverFactory>> = {
  local: localDriver,
};
