import { z } from 'zod';
import { sql, type Tx } from '../platform/database/database.js';
import { RegistryError } from '../platform/errors.js';
import { field, requestBody } from '../platform/validation.js';
import { recordAudit } from '../registry/audit/audit.js';
import type { Actor } from '../registry/users/principal.js';

const instant = z.iso.datetime({ offset: false }).or(z.iso.date());

const hop = {
  baseUrl: field.url(),
  identifier: field.filledText().max(2048),
  datestamp: instant,
  metadataNamespace: field.filledText().max(2048),
  harvestDate: z.iso.datetime({ offset: false }),
  altered: z.boolean(),
};
const mostHops = 20;

/**
 * `PUT /handles/{id}/provenance`: where the metadata were harvested from; `earlier`: where that repository had harvested
 * them itself, the nearest first.
 */
export const provenanceBody = requestBody({
  required: hop,
  optional: { earlier: z.array(z.object(hop)).max(mostHops) },
});
export type Provenance = z.output<typeof provenanceBody>;
type Hop = Omit<Provenance, 'earlier'>;

const namespace = 'http://www.openarchives.org/OAI/2.0/provenance';

/** The `about` element of imported records. Source: OAI-PMH guidelines for provenance. */
export function provenanceAbout({ earlier = [], ...last }: Provenance): string {
  return (
    `<about><provenance xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
    ` xsi:schemaLocation="${namespace} ${namespace}.xsd">` +
    [last, ...earlier].reduceRight((inside, origin) => description(origin, inside), '') +
    '</provenance></about>'
  );
}

/** @param inside the description of the hop before */
function description(origin: Hop, inside: string): string {
  const part = (name: string, text: string) => `<${name}>${escaped(text)}</${name}>`;
  return (
    `<originDescription harvestDate="${origin.harvestDate}" altered="${String(origin.altered)}">` +
    part('baseURL', origin.baseUrl) +
    part('identifier', origin.identifier) +
    part('datestamp', origin.datestamp) +
    part('metadataNamespace', origin.metadataNamespace) +
    `${inside}</originDescription>`
  );
}

/** Keeps where an item comes from; its records are published again with it. @throws RegistryError notFound */
export async function keepProvenance(
  tx: Tx,
  handleId: string,
  origin: Provenance,
  by: { actor: Actor; at: string },
): Promise<void> {
  const live = await tx.first(
    sql`SELECT 1 AS one FROM handles WHERE id = ${handleId} AND deleted_at IS NULL`,
  );
  if (live === undefined) throw new RegistryError('notFound');
  await tx.execute(sql`
    INSERT INTO oai_provenances (handle_id, about) VALUES (${handleId}, ${provenanceAbout(origin)})
    ON CONFLICT (handle_id) DO UPDATE SET about = excluded.about`);
  await tx.execute(sql`
    INSERT INTO feed_restamps (handle_id) SELECT id FROM handles WHERE id = ${handleId} AND published_revision > 0
    ON CONFLICT (handle_id) DO NOTHING`);
  const subject = { objectKind: 'handle', objectId: handleId };
  await recordAudit(tx, { ...by, ...subject, action: 'handle.provenance', after: origin });
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const illegalInXml = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** The feed may not reach into the room that builds XML; this much it does itself. */
function escaped(text: string): string {
  return text.replace(illegalInXml, '\ufffd').replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
