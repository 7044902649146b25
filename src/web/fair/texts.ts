import type { Language } from '../languages/language.js';
import type { Lack, MetricId } from './rules.js';

interface FairTexts {
  metrics: Record<MetricId, string>;
  lacks: Record<Lack, string>;
}

const english: FairTexts = {
  metrics: {
    'FsF-F1-01MD': 'The record has a globally unique identifier',
    'FsF-F1-02MD': 'The identifier is persistent',
    'FsF-F2-01M': 'Core metadata: who, what, when, of what type, in brief, about what',
    'FsF-F3-01M': 'The metadata links to the data',
    'FsF-F4-01M': 'Search engines can read the metadata',
    'FsF-A1-01M': 'Access conditions are stated',
    'FsF-A1-02MD': 'Metadata and data can be retrieved by their identifiers',
    'FsF-A1.1-01MD': 'They are retrieved over a standard protocol',
    'FsF-A1.2-01MD': 'The protocol can authenticate readers',
    'FsF-I1-01M': 'Metadata is given in a formal language',
    'FsF-I2-01M': 'Metadata uses registered vocabularies',
    'FsF-I3-01M': 'Related works are linked, with the kind of relation',
    'FsF-R1-01M': 'The content is described: type, size and format of the data',
    'FsF-R1.1-01M': 'A license says what may be done with the data',
    'FsF-R1.2-01M': 'Provenance: who made it, and when',
    'FsF-R1.3-01M': 'Metadata follows a standard of the community',
    'FsF-R1.3-02D': 'Data is in an open or community format',
  },
  lacks: {
    testPid: 'Register it with a handle service that has a production prefix.',
    title: 'Add a title.',
    creator: 'Name at least one creator.',
    date: 'Add a publication date or year.',
    publisher: 'Name the publisher.',
    type: 'Add the resource type, such as Dataset.',
    summary: 'Add a description.',
    keywords: 'Add subjects (keywords).',
    dataLink: 'Give the share a target address or a list of files.',
    relations: 'Link a related work by DOI or another identifier: the article, the source, another version.',
    fileFacts: 'List the files of the share with size and media type.',
    license: 'Add a license.',
    licenseUrl:
      'Add the web address of the license, best one that SPDX knows, such as a Creative Commons license.',
    openFormat: 'State the format of the data; offer it in an open one such as CSV, JSON, NetCDF or PDF.',
  },
};

const polish: FairTexts = {
  metrics: {
    'FsF-F1-01MD': 'Rekord ma globalnie unikalny identyfikator',
    'FsF-F1-02MD': 'Identyfikator jest trwały',
    'FsF-F2-01M': 'Podstawowe metadane: kto, co, kiedy, jakiego typu, w skrócie i na jaki temat',
    'FsF-F3-01M': 'Metadane prowadzą do danych',
    'FsF-F4-01M': 'Wyszukiwarki potrafią odczytać metadane',
    'FsF-A1-01M': 'Podano warunki dostępu',
    'FsF-A1-02MD': 'Metadane i dane można pobrać po ich identyfikatorach',
    'FsF-A1.1-01MD': 'Pobiera się je standardowym protokołem',
    'FsF-A1.2-01MD': 'Protokół pozwala uwierzytelnić czytelnika',
    'FsF-I1-01M': 'Metadane zapisano w języku formalnym',
    'FsF-I2-01M': 'Metadane używają zarejestrowanych słowników',
    'FsF-I3-01M': 'Powiązane prace są wskazane wraz z rodzajem związku',
    'FsF-R1-01M': 'Opisano zawartość: typ, rozmiar i format danych',
    'FsF-R1.1-01M': 'Licencja mówi, co wolno zrobić z danymi',
    'FsF-R1.2-01M': 'Pochodzenie: kto i kiedy utworzył dane',
    'FsF-R1.3-01M': 'Metadane są zgodne ze standardem społeczności',
    'FsF-R1.3-02D': 'Dane są w formacie otwartym lub przyjętym w społeczności',
  },
  lacks: {
    testPid: 'Zarejestruj go w usłudze, która ma produkcyjny prefiks.',
    title: 'Dodaj tytuł.',
    creator: 'Podaj co najmniej jednego twórcę.',
    date: 'Dodaj datę lub rok publikacji.',
    publisher: 'Podaj wydawcę.',
    type: 'Dodaj typ zasobu, na przykład Dataset.',
    summary: 'Dodaj opis.',
    keywords: 'Dodaj tematy (słowa kluczowe).',
    dataLink: 'Podaj adres docelowy udziału albo listę plików.',
    relations: 'Wskaż powiązaną pracę przez DOI lub inny identyfikator: artykuł, źródło, inną wersję.',
    fileFacts: 'Wymień pliki udziału z rozmiarem i typem.',
    license: 'Dodaj licencję.',
    licenseUrl: 'Dodaj adres internetowy licencji, najlepiej znanej w SPDX, na przykład Creative Commons.',
    openFormat: 'Podaj format danych; udostępnij je w otwartym, takim jak CSV, JSON, NetCDF lub PDF.',
  },
};

const texts: Record<Language, FairTexts> = { en: english, pl: polish };

/** Names of metrics and advice on what is lacking. */
export const fairTexts = (language: Language): FairTexts => texts[language];
