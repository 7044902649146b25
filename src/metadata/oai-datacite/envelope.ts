import { isElement, plainText, type XmlElement } from '../../xml/tree.js';
import type { Place } from '../report.js';

const KERNEL = /^https?:\/\/(?:schema\.)?datacite\.org\/(?:schema|meta)\/kernel-(\d+)(\.\d+)?\/?$/;
const ENVELOPE = /^https?:\/\/schema\.datacite\.org\/oai\/oai-1\.\d\/?$/;

/** The resource elements of a bare record or of an `oai_datacite` envelope of any version, namespace or none. */
export function findResources(root: XmlElement): Place[] {
  if (root.name === 'resource') return [{ element: root }];
  if (root.name !== 'oai_datacite' || !(root.namespace === '' || ENVELOPE.test(root.namespace))) return [];
  const payloads = childrenNamed({ element: root }, 'payload');
  return payloads.flatMap((payload) => childrenNamed(payload, 'resource'));
}

/**
 * The major kernel version of a resource: the one that its namespace names, or for one without a namespace of its own
 * the `schemaVersion` of the envelope around it. Undefined when nothing says it.
 */
export function kernelOf({ element, parent }: Place): number | undefined {
  const version = KERNEL.exec(element.namespace)?.[1];
  if (version !== undefined) return Number(version);
  const envelope = parent?.parent?.element;
  const isBare = element.namespace === '' || element.namespace === envelope?.namespace;
  return envelope !== undefined && isBare ? envelopeVersion(envelope) : undefined;
}

/** Many servers write a `schemaVersion` that is too low, or none, so only the major number is read. */
function envelopeVersion(envelope: XmlElement): number {
  const [version] = childrenNamed({ element: envelope }, 'schemaVersion');
  return (version && Number.parseInt(plainText(version.element), 10)) || 4;
}

function childrenNamed(parent: Place, name: string): Place[] {
  return parent.element.children
    .filter(isElement)
    .filter((child) => child.name === name)
    .map((element) => ({ element, parent }));
}
