import type { XmlFault } from './limits.js';
import type { XmlElement } from './tree.js';

/** Prefixes bound under a root of a certain name (as written, unprefixed) where the root does not declare them. */
export interface Bindings {
  readonly root: string;
  readonly prefixes: Readonly<Record<string, string>>;
}

/** A tree, a limit that the text breaks or prefixes that it does not declare, or neither when the text is not well-formed. */
export interface Reading {
  readonly root?: XmlElement;
  readonly faults?: XmlFault[];
  /** Where the elements down to `spanDepth` stand. */
  readonly spans?: ReadonlyMap<XmlElement, Span>;
  /** Declarations that `bindings` added to the root, as XML, and the offset where they belong. */
  readonly bound?: { readonly offset: number; readonly declarations: string };
}

/** An element's place in the text: the offsets of its first character and of the one behind its last. */
export interface Span {
  readonly start: number;
  end: number;
}
