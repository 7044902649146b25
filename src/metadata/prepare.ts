import { PROLOG, serialise } from '../xml/build.js';
import { STORED_LIMITS } from '../xml/limits.js';
import type { XmlElement } from '../xml/tree.js';
import { checkTable } from './check-table.js';
import { compileTable, type CompiledTable } from './compiled-table.js';
import { Report, type Place } from './report.js';
import type { Problem } from './problem.js';
import { describeRoot } from './root-faults.js';
import type { MetadataSchema, RecordIdentity, RenderedRecord, RootFault } from './schema.js';
import type { RecordSummary } from './summary.js';
import { takeIn } from './take-in.js';
import type { XsdCheck } from './xsd-check.js';
import { reportComplaints } from './xsd-problems.js';

/** What became of a submitted document. Warnings stand in `problems` of a valid one. */
export type Preparation =
  | {
      valid: true;
      problems: Problem[];
      /** The final XML as it is stored and shown: revised, PID in, with Onezone's prolog. */
      metadata: string;
      summary: RecordSummary;
      disseminations: RenderedRecord[];
    }
  | { valid: false; problems: Problem[] };

/** What `POST /metadata/validate` and `waymark validate` answer. */
export interface ValidationReport {
  schema: string;
  valid: boolean;
  problems: Problem[];
  summary: RecordSummary | null;
  disseminations: RenderedRecord[];
}

/** Stands in where a document is checked without being published. */
export const EXAMPLE_IDENTITY: RecordIdentity = {
  pid: '10.5072/example',
  publicHandle: 'doi:10.5072/example',
  landingUrl: 'https://waymark.example.org/share/example',
};

/**
 * Takes a document through the XML gate, checks it against the schema, completes it with landing page and PID, renders
 * every format of the schema and reads the summary. With an `xsdCheck` what would be disseminated must also pass the
 * operator's schema files. Nothing is stored. Preparing `metadata` again with the same
 * identity gives the same `metadata`.
 */
export function prepareRecord(
  schema: MetadataSchema,
  xml: string | Uint8Array,
  identity: RecordIdentity,
  xsdCheck?: XsdCheck,
): Preparation {
  const checked = checkRecord(schema, xml, identity);
  if (checked.record === undefined) return { valid: false, problems: checked.problems };
  const record = schema.insertPid(schema.revise(checked.record, identity), identity);
  const summary = schema.summarise(record);
  const disseminations = schema.disseminate(record, identity, summary);
  const report = new Report(schema.prefixes, checked.parent);
  for (const rendered of disseminations) {
    const complaints = xsdCheck?.complaints(rendered.prefix, rendered.payload) ?? [];
    reportComplaints(rendered, complaints, record, report);
  }
  const problems = [...checked.problems, ...report.finish()];
  if (report.hasErrors) return { valid: false, problems };
  const metadata = PROLOG + serialise(record, schema.prefixes);
  return { valid: true, problems, metadata, summary, disseminations };
}

/** The same as a report for people, with example values for PID and landing page unless an identity is given. */
export function validateRecord(
  schema: MetadataSchema,
  xml: string | Uint8Array,
  identity: RecordIdentity = EXAMPLE_IDENTITY,
  xsdCheck?: XsdCheck,
): ValidationReport {
  const prepared = prepareRecord(schema, xml, identity, xsdCheck);
  const { valid, problems } = prepared;
  if (!prepared.valid) return { schema: schema.name, valid, problems, summary: null, disseminations: [] };
  return {
    schema: schema.name,
    valid,
    problems,
    summary: prepared.summary,
    disseminations: prepared.disseminations,
  };
}

/**
 * The summary of stored metadata. Throws when the document is not one that `prepareRecord` has made, because then the
 * store is damaged.
 */
export function summariseRecord(schema: MetadataSchema, metadata: string): RecordSummary {
  const taken = takeIn(metadata, { limits: STORED_LIMITS });
  const opened = taken.accepted ? schema.open(taken.root) : undefined;
  if (opened === undefined) throw new Error(`stored metadata is no ${schema.name} document`);
  return schema.summarise(opened.record);
}

interface CheckedRecord {
  readonly problems: Problem[];
  /** Absent when the document is refused. */
  readonly record?: XmlElement;
  /** The element around it, in an envelope. */
  readonly parent?: Place | undefined;
}

function checkRecord(
  schema: MetadataSchema,
  xml: string | Uint8Array,
  identity: RecordIdentity,
): CheckedRecord {
  const taken = takeIn(xml);
  if (!taken.accepted) {
    return { problems: taken.faults.map((fault) => ({ severity: 'error', ...fault, xpath: null })) };
  }
  const opened = schema.open(taken.root);
  if (opened === undefined) return { problems: rootProblems(schema, taken.root) };
  const { record, parent, notes = [] } = opened;
  const report = new Report(schema.prefixes, parent);
  for (const note of notes) report.warning(note.rule, { element: record }, note.message);
  checkTable({ element: record }, tableOf(schema), report);
  schema.check(record, report, identity);
  const problems = report.finish();
  return report.hasErrors ? { problems } : { problems, record, parent };
}

function rootProblems(schema: MetadataSchema, root: XmlElement): Problem[] {
  const report = new Report(schema.prefixes);
  const explained = schema.explainRoot?.(root) ?? [];
  const faults = explained.length > 0 ? explained : [wrongRoot(schema, root, report)];
  for (const { rule, message, place = { element: root } } of faults) report.error(rule, place, message);
  return report.finish();
}

function wrongRoot(schema: MetadataSchema, root: XmlElement, report: Report): RootFault {
  const expected = schema.adviseRoot?.(root) ?? `${schema.name} expects ${schema.elements.name}`;
  return { rule: 'wrong-root', message: `${describeRoot(root, report.nameOf(root))}; ${expected}` };
}

const tables = new WeakMap<MetadataSchema, CompiledTable>();

function tableOf(schema: MetadataSchema): CompiledTable {
  const known = tables.get(schema);
  if (known !== undefined) return known;
  const compiled = compileTable(schema.elements, schema.prefixes);
  tables.set(schema, compiled);
  return compiled;
}
