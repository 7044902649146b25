import { intake, type Intake } from '../xml/intake.js';
import type { XmlLimits } from '../xml/limits.js';
import { XSI_NAMESPACE } from '../xml/tree.js';
import { DC, DCTERMS } from './namespaces.js';

/** Onezone's clients send a root `<metadata>` without declaring the prefixes inside it; only there they are bound. */
const ONEZONE_BINDINGS = { root: 'metadata', prefixes: { dc: DC, dcterms: DCTERMS, xsi: XSI_NAMESPACE } };

/** The XML gate as metadata goes through it. */
export function takeIn(input: string | Uint8Array, limits?: XmlLimits): Intake {
  return intake(
    input,
    limits === undefined ? { bindings: ONEZONE_BINDINGS } : { bindings: ONEZONE_BINDINGS, limits },
  );
}
