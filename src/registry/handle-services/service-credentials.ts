import { z } from 'zod';
import type { Secrets, SealedSecrets } from '../../platform/secrets.js';

const sealedForm = z.record(z.string(), z.string());

/** Where the credentials of a handle service are sealed for; the same for the ones in use and the new ones. */
export const credentialsPlace = (serviceId: string) => ({
  table: 'handle_services',
  rowId: serviceId,
  field: 'credentials',
});

/** Sealed credentials as they are stored, or null when there are none. */
export function storedCredentials(
  secrets: Secrets,
  serviceId: string,
  credentials: Readonly<Record<string, string>>,
): string | null {
  if (Object.keys(credentials).length === 0) return null;
  return JSON.stringify(secrets.sealAll(credentialsPlace(serviceId), credentials));
}

/**
 * Credentials that a change gives anew, with the untouched ones beside them; null when it gives none. They are tried
 * before they take the place of those in use. A proxy takes its orders from credentials too (an address in one that no
 * table lists), so there what is stored never goes out beside what is new.
 */
export function changedCredentials(
  secrets: Secrets,
  service: { id: string; proxy_endpoint: string | null; sealed_credentials: string | null },
  given: Readonly<Record<string, string>>,
): string | null {
  const stored = storedCredentials(secrets, service.id, given);
  if (stored === null) return null;
  if (service.proxy_endpoint !== null) return stored;
  return JSON.stringify({ ...readSealed(service.sealed_credentials), ...readSealed(stored) });
}

/** Names of the credentials that are set, sorted; never their values. */
export function credentialNames(stored: string | null): string[] {
  return Object.keys(readSealed(stored)).sort();
}

/** The sealed values by name. */
export function readSealed(stored: string | null): SealedSecrets {
  return stored === null ? {} : sealedForm.parse(JSON.parse(stored));
}
