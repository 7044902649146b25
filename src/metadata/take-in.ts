import { intake, type Intake, type IntakeOptions } from '../xml/intake.js';
import { XSI_NAMESPACE } from '../xml/tree.js';
import { DC, DCTERMS } from './namespaces.js';

/** Onezone's clients send a root `<metadata>` without declaring the prefixes inside it; only there they are bound. */
const ONEZONE_BINDINGS = { root: 'metadata', prefixes: { dc: DC, dcterms: DCTERMS, xsi: XSI_NAMESPACE } };

/** The XML gate as metadata goes through it. */
export function takeIn(input: string | Uint8Array, options?: Omit<IntakeOptions, 'bindings'>): Intake {
  return intake(input, { ...options, bindings: ONEZONE_BINDINGS });
}
