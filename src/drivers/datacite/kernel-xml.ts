import { findSchema } from '../../metadata/schemas.js';
import { toDatacite } from '../../metadata/to-datacite.js';
import { PidDriverError, type PidTarget } from '../../pid/driver.js';
import { textOf } from '../driver-settings.js';
import { withMark } from './kernel-mark.js';

/**
 * The kernel-4 XML that is sent for a target, our mark in it. Records of other schemas are converted.
 * @param properties serviceProperties: `publisher` stands in where a record names none
 * @throws PidDriverError permanent when the record lacks what DataCite demands
 */
export function kernelXmlOf(target: PidTarget, properties: Readonly<Record<string, unknown>>): string {
  const schema = findSchema(target.metadata.schema);
  if (schema === undefined)
    throw refusal(`DataCite takes no records of the schema ${target.metadata.schema}.`);
  const identity = { pid: target.pid, publicHandle: target.publicHandle, landingUrl: target.url };
  const publisher = textOf(properties, 'publisher');
  const { xml, missing } = toDatacite(schema, target.metadata.xml, identity, {
    publicationYear: target.createdYear,
    ...(publisher !== '' && { publisher }),
  });
  if (xml === null) throw refusal(`DataCite demands what the record lacks: ${missing.join(', ')}.`);
  return withMark(xml, target.mark);
}

const refusal = (reason: string) => new PidDriverError({ class: 'permanent', reason });
