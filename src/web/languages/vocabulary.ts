import type { Language } from './language.js';

/** A term in English and Polish. */
type Term = readonly [english: string, polish: string];

/** DataCite's relation types, worded so that the related work can follow. Source: kernel 4.7, appendix. */
const relations: Readonly<Record<string, Term>> = {
  IsCitedBy: ['Cited by', 'Cytowany przez'],
  Cites: ['Cites', 'Cytuje'],
  IsSupplementTo: ['Supplement to', 'Uzupełnienie do'],
  IsSupplementedBy: ['Supplemented by', 'Uzupełniony przez'],
  IsContinuedBy: ['Continued by', 'Kontynuowany przez'],
  Continues: ['Continues', 'Kontynuuje'],
  IsDescribedBy: ['Described by', 'Opisany przez'],
  Describes: ['Describes', 'Opisuje'],
  HasMetadata: ['Has metadata', 'Ma metadane'],
  IsMetadataFor: ['Metadata for', 'Metadane do'],
  HasVersion: ['Has version', 'Ma wersję'],
  IsVersionOf: ['Version of', 'Wersja'],
  IsNewVersionOf: ['New version of', 'Nowa wersja'],
  IsPreviousVersionOf: ['Previous version of', 'Poprzednia wersja'],
  IsPartOf: ['Part of', 'Część'],
  HasPart: ['Has part', 'Zawiera'],
  IsPublishedIn: ['Published in', 'Opublikowany w'],
  IsReferencedBy: ['Referenced by', 'Przywołany przez'],
  References: ['References', 'Przywołuje'],
  IsDocumentedBy: ['Documented by', 'Udokumentowany przez'],
  Documents: ['Documents', 'Dokumentuje'],
  IsCompiledBy: ['Compiled by', 'Skompilowany przez'],
  Compiles: ['Compiles', 'Kompiluje'],
  IsVariantFormOf: ['Variant form of', 'Odmiana'],
  IsOriginalFormOf: ['Original form of', 'Pierwotna postać'],
  IsIdenticalTo: ['Identical to', 'Identyczny z'],
  IsReviewedBy: ['Reviewed by', 'Zrecenzowany przez'],
  Reviews: ['Reviews', 'Recenzuje'],
  IsDerivedFrom: ['Derived from', 'Pochodzi od'],
  IsSourceOf: ['Source of', 'Źródło'],
  IsRequiredBy: ['Required by', 'Wymagany przez'],
  Requires: ['Requires', 'Wymaga'],
  IsObsoletedBy: ['Obsoleted by', 'Zastąpiony przez'],
  Obsoletes: ['Obsoletes', 'Zastępuje'],
  IsCollectedBy: ['Collected by', 'Zebrany przez'],
  Collects: ['Collects', 'Zbiera'],
  IsTranslationOf: ['Translation of', 'Tłumaczenie'],
  HasTranslation: ['Has translation', 'Ma tłumaczenie'],
  Other: ['Other relation to', 'Inny związek z'],
};

/** DataCite's general resource types. */
const resourceTypes: Readonly<Record<string, Term>> = {
  Audiovisual: ['Audiovisual', 'Materiał audiowizualny'],
  Award: ['Award', 'Nagroda'],
  Book: ['Book', 'Książka'],
  BookChapter: ['Book chapter', 'Rozdział książki'],
  Collection: ['Collection', 'Kolekcja'],
  ComputationalNotebook: ['Computational notebook', 'Notatnik obliczeniowy'],
  ConferencePaper: ['Conference paper', 'Artykuł konferencyjny'],
  ConferenceProceeding: ['Conference proceeding', 'Materiały konferencyjne'],
  DataPaper: ['Data paper', 'Artykuł o danych'],
  Dataset: ['Dataset', 'Zbiór danych'],
  Dissertation: ['Dissertation', 'Rozprawa'],
  Event: ['Event', 'Wydarzenie'],
  Image: ['Image', 'Obraz'],
  Instrument: ['Instrument', 'Instrument'],
  InteractiveResource: ['Interactive resource', 'Zasób interaktywny'],
  Journal: ['Journal', 'Czasopismo'],
  JournalArticle: ['Journal article', 'Artykuł w czasopiśmie'],
  Model: ['Model', 'Model'],
  Other: ['Other', 'Inne'],
  OutputManagementPlan: ['Output management plan', 'Plan zarządzania danymi'],
  PeerReview: ['Peer review', 'Recenzja'],
  PhysicalObject: ['Physical object', 'Obiekt fizyczny'],
  Poster: ['Poster', 'Plakat'],
  Preprint: ['Preprint', 'Preprint'],
  Presentation: ['Presentation', 'Prezentacja'],
  Project: ['Project', 'Projekt'],
  Report: ['Report', 'Raport'],
  Service: ['Service', 'Usługa'],
  Software: ['Software', 'Oprogramowanie'],
  Sound: ['Sound', 'Dźwięk'],
  Standard: ['Standard', 'Norma'],
  StudyRegistration: ['Study registration', 'Rejestracja badania'],
  Text: ['Text', 'Tekst'],
  Workflow: ['Workflow', 'Przepływ pracy'],
};

/** DataCite's date types. */
const dates: Readonly<Record<string, Term>> = {
  Accepted: ['accepted', 'przyjęcie'],
  Available: ['available', 'udostępnienie'],
  Collected: ['collected', 'zebranie'],
  Copyrighted: ['copyrighted', 'prawa autorskie'],
  Coverage: ['coverage', 'zakres'],
  Created: ['created', 'utworzenie'],
  Date: ['date', 'data'],
  Issued: ['issued', 'wydanie'],
  Other: ['other', 'inna'],
  Submitted: ['submitted', 'zgłoszenie'],
  Updated: ['updated', 'aktualizacja'],
  Valid: ['valid', 'ważność'],
  Withdrawn: ['withdrawn', 'wycofanie'],
};

/** DataCite's contributor types. */
const roles: Readonly<Record<string, Term>> = {
  ContactPerson: ['contact person', 'osoba do kontaktu'],
  DataCollector: ['data collector', 'zbieranie danych'],
  DataCurator: ['data curator', 'opieka nad danymi'],
  DataManager: ['data manager', 'zarządzanie danymi'],
  Distributor: ['distributor', 'dystrybucja'],
  Editor: ['editor', 'redakcja'],
  HostingInstitution: ['hosting institution', 'instytucja przechowująca'],
  Other: ['other', 'inna rola'],
  Producer: ['producer', 'producent'],
  ProjectLeader: ['project leader', 'kierownik projektu'],
  ProjectManager: ['project manager', 'zarządzanie projektem'],
  ProjectMember: ['project member', 'uczestnik projektu'],
  RegistrationAgency: ['registration agency', 'agencja rejestrująca'],
  RegistrationAuthority: ['registration authority', 'organ rejestrujący'],
  RelatedPerson: ['related person', 'osoba powiązana'],
  ResearchGroup: ['research group', 'grupa badawcza'],
  Researcher: ['researcher', 'badacz'],
  RightsHolder: ['rights holder', 'właściciel praw'],
  Sponsor: ['sponsor', 'sponsor'],
  Supervisor: ['supervisor', 'opiekun naukowy'],
  Translator: ['translator', 'tłumaczenie'],
  WorkPackageLeader: ['work package leader', 'kierownik zadania'],
};

/** DataCite's title types. */
const titles: Readonly<Record<string, Term>> = {
  AlternativeTitle: ['alternative title', 'tytuł alternatywny'],
  Other: ['other title', 'inny tytuł'],
  Subtitle: ['subtitle', 'podtytuł'],
  TranslatedTitle: ['translated title', 'tytuł przetłumaczony'],
};

const vocabularies = { relations, resourceTypes, dates, roles, titles };

/** A term of a vocabulary in the reader's language; a term that we do not know is taken apart at its capitals. */
export function termOf(vocabulary: keyof typeof vocabularies, term: string, language: Language): string {
  const found = vocabularies[vocabulary][term];
  if (found !== undefined) return found[language === 'pl' ? 1 : 0];
  return /^[A-Za-z]+$/.test(term) ? term.replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ') : term;
}
