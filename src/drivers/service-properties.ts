import { z } from 'zod';
import { RegistryError, type ErrorId } from '../platform/errors.js';

/** One property of a service type: drives validation, forms and docs. */
export interface ServiceProperty {
  name: string;
  kind: PropertyKind;
  required: boolean;
  help: string;
  example?: string;
  /** For the kind `choice`. */
  choices?: readonly string[];
}

/** `secret` properties are credentials: sealed, and never shown again. */
type PropertyKind =
  'text' | 'affix' | 'pem' | 'secret' | 'url' | 'prefix' | 'doiPrefix' | 'count' | 'switch' | 'choice';

const kinds: Record<Exclude<PropertyKind, 'choice'>, { schema: z.ZodType; fault: ErrorId }> = {
  text: { schema: z.string().max(1000), fault: 'badValueString' },
  affix: {
    schema: z.string().regex(/^([A-Za-z0-9._\-/]|\{\{(space\.name|space\.guid|user\.name)\}\}){0,64}$/),
    fault: 'badValueString',
  },
  pem: { schema: z.string().includes('-----BEGIN').max(100_000), fault: 'badValueString' },
  secret: { schema: z.string().min(1).max(100_000), fault: 'badValueString' },
  url: { schema: z.url({ protocol: /^https?$/ }).max(2000), fault: 'badValueUrl' },
  prefix: { schema: z.string().regex(/^\d[\w.-]{0,99}$/), fault: 'badValueIdentifier' },
  doiPrefix: { schema: z.string().regex(/^10\.\d{4,9}(\.\d+)*$/), fault: 'badValueIdentifier' },
  count: { schema: z.int().min(1).max(1000), fault: 'badValueInteger' },
  switch: { schema: z.boolean(), fault: 'badValueBoolean' },
};

/** Names of properties that no table lists, but that sound like secrets: sealed rather than shown. */
const soundsSecret = /passw|secret|token|credential|private|api_?key/i;

/**
 * Checks the properties of a table and parts credentials from the rest. Properties that no table lists are kept, as
 * Onezone keeps them.
 * @throws RegistryError missingRequiredValue or a badValue… naming `serviceProperties.{name}`
 */
export function readProperties(
  table: readonly ServiceProperty[],
  given: Readonly<Record<string, unknown>>,
): { open: Record<string, unknown>; credentials: Record<string, string> } {
  const open: Record<string, unknown> = {};
  const credentials: Record<string, string> = {};
  for (const property of table) checkProperty(property, given[property.name]);
  const secrets = new Set(table.filter(({ kind }) => kind === 'secret').map(({ name }) => name));
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    if (secrets.has(name) || soundsSecret.test(name)) credentials[name] = asText(value);
    else open[name] = value;
  }
  return { open, credentials };
}

function checkProperty(property: ServiceProperty, value: unknown): void {
  const key = `serviceProperties.${property.name}`;
  if (value === undefined || value === null) {
    if (property.required) throw new RegistryError('missingRequiredValue', { key });
    return;
  }
  if (property.kind === 'choice') {
    const allowed = property.choices ?? [];
    if (!allowed.includes(value as string)) throw new RegistryError('badValueNotAllowed', { key, allowed });
    return;
  }
  const { schema, fault } = kinds[property.kind];
  if (!schema.safeParse(value).success) throw new RegistryError(fault, { key });
}

const asText = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
