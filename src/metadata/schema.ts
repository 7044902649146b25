import type { PrefixTable } from '../xml/build.js';
import type { XmlElement } from '../xml/tree.js';
import type { Place, Report } from './report.js';
import type { ElementSpec } from './spec.js';
import type { RecordSummary } from './summary.js';

/** An OAI-PMH dissemination format (OAI-PMH 2.0, section 4.4). */
export interface MetadataFormat {
  readonly prefix: string;
  readonly schemaUrl: string;
  readonly namespace: string;
}

/** A record rendered for one metadataPrefix: no XML declaration, every namespace that it uses declared on its root. */
export interface RenderedRecord {
  prefix: string;
  payload: string;
}

/** The names and addresses that publication writes into a record. */
export interface RecordIdentity {
  /** `prefix/suffix` */
  readonly pid: string;
  /** The PID as Onezone prints it: `doi:10.5072/abc` or `http://hdl.handle.net/21.T15999/abc`. */
  readonly publicHandle: string;
  /** `{PUBLIC_URL}/share/{shareId}` */
  readonly landingUrl: string;
  /** Identity values of an earlier revision that must disappear. */
  readonly replaces?: { readonly publicHandle?: string; readonly landingUrl?: string };
  readonly options?: PublicationOptions;
}

/** Settings of an installation or handle service; each is left out where it does not apply. */
export interface PublicationOptions {
  /** `datacentreSymbol` of the oai_datacite envelope; default `WAYMARK`. */
  readonly datacentreSymbol?: string;
  /** EDM: address forced into `edm:isShownBy`, and given to a WebResource without one (Onezone's viewer). */
  readonly viewerUrl?: string;
  /** EDM: value that `dcterms:isPartOf` of the ProvidedCHO must hold (Onezone: `EUreka3D`). */
  readonly isPartOf?: string;
}

/**
 * A metadata schema that handles can be registered with. Adding one is a folder with this object and a line in
 * `schemas.ts`. All steps are pure and idempotent: a record that went through them once comes out unchanged.
 */
export interface MetadataSchema {
  /** The `metadataSchema` of the REST API. */
  readonly name: string;
  readonly title: string;
  /** The formats that a record of this schema can be given in; the first is its own. */
  readonly formats: readonly MetadataFormat[];
  /** Canonical prefixes of stored records and of XPaths in problems. */
  readonly prefixes: PrefixTable;
  /** The element table, from the root down; its root stands for every root that `open` accepts. */
  readonly elements: ElementSpec;
  /** Takes an envelope off and answers with the record, or undefined when the root is none of this schema. */
  open(root: XmlElement): OpenedRecord | undefined;
  /** Why a refused root is refused, with advice, where more than "wrong root" can be said. */
  explainRoot?(root: XmlElement): readonly RootFault[];
  /** What the root should be, as the end of a sentence, where one that is no root of this schema resembles it. */
  adviseRoot?(root: XmlElement): string | undefined;
  /** Checks beyond the element table. */
  check(record: XmlElement, report: Report, identity: RecordIdentity): void;
  /** Puts the landing page address in and takes out what only the registry may say. */
  revise(record: XmlElement, identity: RecordIdentity): XmlElement;
  /** Puts the PID in. */
  insertPid(record: XmlElement, identity: RecordIdentity): XmlElement;
  /** The record in each of `formats`; `summary` is that of the record. */
  disseminate(record: XmlElement, identity: RecordIdentity, summary: RecordSummary): RenderedRecord[];
  summarise(record: XmlElement): RecordSummary;
  /** What of the record a conversion to DataCite leaves behind beyond what its summary leaves out, for people. */
  lossesInDatacite?(record: XmlElement): readonly string[];
}

/** A reason why a root is refused; `place` says where it shows, by default at the root. */
export interface RootFault {
  readonly rule: string;
  readonly message: string;
  readonly place?: Place;
}

/** The record element of a document, the envelope around it if there is one, and what its opening had to put right. */
export interface OpenedRecord {
  readonly record: XmlElement;
  readonly parent?: Place;
  readonly notes?: readonly RootFault[];
}
