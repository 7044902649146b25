import { PidDriverError, type PidTarget } from '../../pid/driver.js';
import { withMark } from './kernel-mark.js';

/**
 * The kernel-4 XML that is sent for a target, our mark in it.
 * @throws PidDriverError permanent when the record cannot be told in DataCite's terms
 */
export function kernelXmlOf(target: PidTarget): string {
  if (target.metadata.schema !== 'oai_datacite') {
    const reason = `A record of the schema ${target.metadata.schema} cannot be registered as a DOI.`;
    throw new PidDriverError({ class: 'permanent', reason });
  }
  return withMark(target.metadata.xml, target.mark);
}
