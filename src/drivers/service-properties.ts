import { z } from 'zod';
import { RegistryError, type ErrorId } from '../platform/errors.js';
import {
  assertShallow,
  assertShowable,
  carriesPrivateKey,
  carriesUserinfo,
  credentialText,
  isSecret,
} from './unlisted-properties.js';

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
  pem: {
    schema: z
      .string()
      .includes('-----BEGIN')
      .max(100_000)
      .refine((text) => !carriesPrivateKey(text), 'a private key has a property of its own'),
    fault: 'badValueString',
  },
  secret: { schema: z.string().min(1).max(100_000), fault: 'badValueString' },
  url: {
    schema: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .refine((text) => !carriesUserinfo(text), 'credentials have properties of their own'),
    fault: 'badValueUrl',
  },
  prefix: { schema: z.string().regex(/^\d[\w.-]{0,99}$/), fault: 'badValueIdentifier' },
  doiPrefix: { schema: z.string().regex(/^10\.\d{4,9}(\.\d+)*$/), fault: 'badValueIdentifier' },
  count: { schema: z.int().min(1).max(1000), fault: 'badValueInteger' },
  switch: { schema: z.boolean(), fault: 'badValueBoolean' },
};

/**
 * Checks the properties of a table and parts credentials from the rest. Properties that no table lists are kept, as
 * Onezone keeps them; those with a secret anywhere in them are credentials as a whole.
 * @throws RegistryError missingRequiredValue or a badValue… naming `serviceProperties.{name}`
 */
export function readProperties(
  table: readonly ServiceProperty[],
  given: Readonly<Record<string, unknown>>,
): { open: Record<string, unknown>; credentials: Record<string, string> } {
  const open: Record<string, unknown> = {};
  const credentials: Record<string, string> = {};
  for (const property of table) checkProperty(property, given[property.name]);
  const kindOf = new Map(table.map(({ name, kind }) => [name, kind]));
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null) continue;
    const key = `serviceProperties.${name}`;
    assertShallow(key, value);
    if (kindOf.get(name) === 'secret') credentials[name] = value as string;
    else if (!kindOf.has(name) && isSecret(name, value)) credentials[name] = credentialText(value);
    else {
      assertShowable(key, value);
      open[name] = value;
    }
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
