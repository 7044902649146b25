import type { Clock } from '../platform/clock.js';
import type { Database } from '../platform/database/database.js';
import type { PidDriver } from '../pid/driver.js';
import type { RemoteCaller } from '../pid/remote-call.js';

/** One handle service as its driver sees it. */
export interface DriverSettings {
  /** Prefix of the PIDs registered here; anything else is refused before any request. */
  prefix: string;
  /** Address of a Onedata handle proxy, for that driver alone. */
  proxyEndpoint: string | null;
  /** serviceProperties, credentials left out. */
  properties: Readonly<Record<string, unknown>>;
  /** Opened credentials by property name. */
  credentials: Readonly<Record<string, string>>;
}

/** What drivers may use of the house. */
export interface DriverTools {
  /** For the local driver alone. */
  database: Database;
  clock: Clock;
  remote: RemoteCaller;
}

/** Makes the driver of one handle service. */
export type DriverFactory = (settings: DriverSettings, tools: DriverTools) => PidDriver;

/** A text property or credential; '' when it is not set. */
export function textOf(values: Readonly<Record<string, unknown>>, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** Joins an address and a path with exactly one slash. */
export function joined(address: string, path: string): string {
  return `${address.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
}

/** The `Authorization` of HTTP Basic. */
export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
