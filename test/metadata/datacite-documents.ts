import { prepareRecord, validateRecord, type Preparation } from '../../src/metadata/prepare.js';
import type { RecordIdentity } from '../../src/metadata/schema.js';
import { findSchema } from '../../src/metadata/schemas.js';

export const datacite = findSchema('oai_datacite')!;
export const KERNEL = 'http://datacite.org/schema/kernel-4';
export const identity: RecordIdentity = {
  pid: '10.12345/abc',
  publicHandle: 'doi:10.12345/abc',
  landingUrl: 'https://example.org/share/s1',
};

/** What every record must have. */
export const REQUIRED = `
  <creators><creator><creatorName>Nowak, Anna</creatorName></creator></creators>
  <titles><title>Tides</title></titles>
  <publisher>Example Institute</publisher>
  <publicationYear>2024</publicationYear>
  <resourceType resourceTypeGeneral="Dataset"/>`;

/** A resource of that content. */
export function resource(content: string, namespace = KERNEL): string {
  return `<resource xmlns="${namespace}">${content}\n</resource>`;
}

/** A valid record with more elements. */
export const extra = (content: string): string => resource(`${REQUIRED}\n${content}`);

/** A valid record with more about its creator. */
export const creator = (content: string): string =>
  resource(REQUIRED.replace('</creatorName>', `</creatorName>${content}`));

/** A valid record with one related identifier. */
export const relatedTo = (type: string, value: string): string =>
  extra(
    `<relatedIdentifiers><relatedIdentifier relatedIdentifierType="${type}" relationType="Cites">${value}</relatedIdentifier></relatedIdentifiers>`,
  );

/** A document as it is published; fails when it is refused. */
export function prepare(xml: string, as: RecordIdentity = identity): Extract<Preparation, { valid: true }> {
  const prepared = prepareRecord(datacite, xml, as);
  if (!prepared.valid) throw new Error(JSON.stringify(prepared.problems));
  return prepared;
}

/** The rules of a document's problems, each once. */
export function rulesOf(xml: string, severity: 'error' | 'warning'): string[] {
  const { problems } = validateRecord(datacite, xml);
  return [
    ...new Set(problems.filter((problem) => problem.severity === severity).map((problem) => problem.rule)),
  ];
}
