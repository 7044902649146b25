/** How much an element or attribute matters: a missing required one is an error, a missing recommended one a warning. */
export type Level = 'required' | 'recommended' | 'optional';

/** A controlled list. `since` is the schema version that brought a value; `open` lists accept other values with a warning. */
export interface Vocabulary {
  readonly name: string;
  readonly open?: boolean;
  readonly values: readonly VocabularyValue[];
  /** Values that earlier versions had, each with what to write instead. */
  readonly retired?: Readonly<Record<string, string>>;
}

export interface VocabularyValue {
  readonly value: string;
  readonly since?: string;
  readonly label?: string;
}

/** Semantic checks that a table can ask for by name; `value-checks.ts` holds them. */
export type ValueCheckName =
  | 'date'
  | 'day'
  | 'year'
  | 'language-tag'
  | 'language'
  | 'uri'
  | 'url'
  | 'latitude'
  | 'longitude'
  | 'decimal-0-1';

/** What may stand in an element's text or in an attribute. */
export interface ValueSpec {
  readonly vocabulary?: Vocabulary;
  /** Source of a regular expression that the trimmed value must match, and the words for it. */
  readonly pattern?: { readonly source: string; readonly describe: string };
  readonly checks?: readonly ValueCheckName[];
  /** How a blank value counts; `ignore` accepts it silently. */
  readonly blank?: 'error' | 'warning' | 'ignore';
}

export interface AttributeSpec extends ValueSpec {
  /** Canonical name: `dateType`, `xml:lang`, `rdf:about`. */
  readonly name: string;
  readonly level: Level;
  readonly help: string;
  readonly since?: string;
}

/**
 * One row of an element table. The table drives validation, forms and documentation alike, and is handed out as JSON.
 */
export interface ElementSpec extends ValueSpec {
  /** Canonical qualified name: `dc:title`, `edm:type`, or unprefixed in the schema's default namespace. */
  readonly name: string;
  readonly level: Level;
  /** How often it may stand in its parent; `max` null means any number. */
  readonly occurs: { readonly min: number; readonly max: number | null };
  readonly help: string;
  readonly example?: string;
  readonly since?: string;
  /** `text`: characters only; `mixed`: characters and the listed children; `elements`: children only; `empty`: nothing. */
  readonly content: 'text' | 'mixed' | 'elements' | 'empty';
  readonly attributes?: readonly AttributeSpec[];
  readonly children?: readonly ElementSpec[];
  /** `sequence` demands the children in the order of their rank; without a rank that is the order of the table. */
  readonly order?: 'any' | 'sequence';
  /**
   * What child elements and stray text that the table does not know mean; by default they are errors; `lax` lets pass
   * with a warning what XML Schema's lax processing takes; `ignore` leaves the word to the schema.
   */
  readonly unknown?: 'error' | 'lax' | 'ignore';
  /** The same for attributes; `warning` lets pass any. */
  readonly unknownAttributes?: 'error' | 'lax' | 'warning';
  /** Place in a sequence; children of one rank may be mixed. */
  readonly rank?: number;
}

/** Any number of times, at least `min`. */
export function many(min = 0): ElementSpec['occurs'] {
  return { min, max: null };
}

/** Exactly once. */
export const ONE: ElementSpec['occurs'] = { min: 1, max: 1 };

/** At most once. */
export const MAYBE: ElementSpec['occurs'] = { min: 0, max: 1 };

/**
 * A closed vocabulary from a short notation: words by the version that brought them, an underscore for a blank, with
 * advice for retired words.
 */
export function vocabulary(
  name: string,
  groups: Readonly<Record<string, string>>,
  retired: Readonly<Record<string, string>> = {},
): Vocabulary {
  const values = Object.entries(groups).flatMap(([since, list]) =>
    list.split(' ').map((value) => ({ value: value.replaceAll('_', ' '), since })),
  );
  return { name, values, retired };
}

const words = new WeakMap<Vocabulary, ReadonlyMap<string, VocabularyValue>>();

/** The entry of a vocabulary for a word, or undefined. */
export function vocabularyEntry(list: Vocabulary, word: string): VocabularyValue | undefined {
  let known = words.get(list);
  if (known === undefined) {
    known = new Map(list.values.map((entry) => [entry.value, entry]));
    words.set(list, known);
  }
  return known.get(word);
}
