import type { Language } from '../languages/language.js';
import { plural } from '../languages/plural.js';

const english = {
  title: 'REST API reference',
  version: (version: string) => `Version ${version}`,
  document: 'OpenAPI 3.1 document',
  introduction: 'In short',
  search: 'Search the operations',
  searchHint: 'Words of the summary, the path or the method, such as “share privileges” or “POST handles”',
  find: 'Search',
  contents: 'Groups of operations',
  operations: (count: number) =>
    plural('en', count, { one: `${count} operation`, other: `${count} operations` }),
  found: (count: number, question: string) =>
    `${plural('en', count, { one: `${count} operation`, other: `${count} operations` })} for “${question}”`,
  nothing: (question: string) => `No operation has “${question}” in its method, path or summary.`,
  all: 'All operations',
  errors: 'Errors',
  errorsLead: 'What each error id looks like. Clients should go by the id; the description is for people.',
  access: 'Access',
  open: 'Open to everybody',
  token: 'A token',
  own: 'Privilege',
  admin: 'Admin privileges',
  parameters: 'Parameters',
  name: 'Name',
  type: 'Type',
  about: 'Description',
  required: 'required',
  optional: 'optional',
  body: (mediaType: string) => `Request body (${mediaType})`,
  bodyOptional: 'The body may be left out.',
  noFields: 'See the example.',
  example: 'Example',
  copyExample: 'Copy the example',
  answer: 'Answer',
  withHeaders: (headers: string) => `with ${headers}`,
  noBody: 'without a body',
};

/** The texts of the reference pages; what is said of operations is in English and comes with them. */
export type ReferenceTexts = typeof english;

const operacje = (count: number) =>
  plural('pl', count, {
    one: `${count} operacja`,
    few: `${count} operacje`,
    many: `${count} operacji`,
    other: `${count} operacji`,
  });

const polish: ReferenceTexts = {
  title: 'Opis REST API',
  version: (version) => `Wersja ${version}`,
  document: 'Dokument OpenAPI 3.1',
  introduction: 'W skrócie',
  search: 'Szukaj operacji',
  searchHint:
    'Słowa z opisu, ścieżki lub metody (po angielsku), na przykład „share privileges” albo „POST handles”',
  find: 'Szukaj',
  contents: 'Grupy operacji',
  operations: operacje,
  found: (count, question) => `${operacje(count)} dla „${question}”`,
  nothing: (question) => `Żadna operacja nie ma „${question}” w metodzie, ścieżce ani opisie.`,
  all: 'Wszystkie operacje',
  errors: 'Błędy',
  errorsLead: 'Jak wygląda każdy błąd. Programy powinny kierować się polem id; opis jest dla ludzi.',
  access: 'Dostęp',
  open: 'Dla każdego',
  token: 'Token',
  own: 'Uprawnienie',
  admin: 'Uprawnienia administracyjne',
  parameters: 'Parametry',
  name: 'Nazwa',
  type: 'Typ',
  about: 'Opis',
  required: 'wymagane',
  optional: 'opcjonalne',
  body: (mediaType) => `Treść żądania (${mediaType})`,
  bodyOptional: 'Treść można pominąć.',
  noFields: 'Zobacz przykład.',
  example: 'Przykład',
  copyExample: 'Kopiuj przykład',
  answer: 'Odpowiedź',
  withHeaders: (headers) => `z nagłówkiem ${headers}`,
  noBody: 'bez treści',
};

const texts: Record<Language, ReferenceTexts> = { en: english, pl: polish };

/** The texts of a language. */
export const referenceTexts = (language: Language): ReferenceTexts => texts[language];
