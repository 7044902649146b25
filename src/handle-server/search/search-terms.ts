import type { RowReader } from '../../platform/database/database.js';
import type { Pattern } from './pattern.js';

/** A value that a handle must have. */
export interface SearchTerm {
  /** Type with A–Z folded. */
  typeFolded: string;
  pattern: Pattern;
}

/** What is searched for: handles of which public values fulfil every term. */
export interface HandleSearch {
  /** Only names under this prefix, folded. */
  prefixFolded?: string | undefined;
  terms: readonly SearchTerm[];
  /** Patterns of the whole name, folded. */
  names: readonly Pattern[];
  limit: number;
  offset: number;
}

/** Runs a statement; several such doors exist, see `SearchLanes`. */
export type SearchRunner = Pick<RowReader, 'dialect' | 'rows'>;
