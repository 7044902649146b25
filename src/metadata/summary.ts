/** A text with its language, where known (BCP 47 as the record has it). */
export interface LocalisedText {
  value: string;
  language?: string;
}

/** A title; `type` is DataCite's titleType, absent for the main title. */
export interface SummaryTitle extends LocalisedText {
  type?: string;
}

/** A person or organisation; `orcid` and `ror` are full https URLs. */
export interface SummaryAgent {
  name: string;
  givenName?: string;
  familyName?: string;
  type?: 'Personal' | 'Organizational';
  orcid?: string;
  ror?: string;
  /** Other identifiers of the agent: ISNI, an entity URI. */
  identifiers?: { scheme: string; value: string }[];
  affiliations: { name: string; ror?: string }[];
}

/** A contributor; `role` is DataCite's contributorType. */
export interface SummaryContributor extends SummaryAgent {
  role?: string;
}

/** Who paid; `identifier` is a URL where the record gives one. */
export interface SummaryFunder {
  name: string;
  identifier?: string;
  awardNumber?: string;
  awardTitle?: string;
  awardUri?: string;
}

/** A place: any of a name, a point, a box and a polygon, in decimal degrees WGS 84. */
export interface SummaryPlace {
  place?: string;
  point?: GeoPoint;
  box?: { west: number; east: number; south: number; north: number };
  polygon?: GeoPoint[];
}

export interface GeoPoint {
  latitude: number;
  longitude: number;
}

/** A typed link to another object, in DataCite's words. */
export interface SummaryRelation {
  relationType: string;
  identifierType: string;
  identifier: string;
}

/** What a record appeared in: a journal, a book. */
export interface SummaryContainer {
  title: string;
  volume?: string;
  issue?: string;
  firstPage?: string;
  lastPage?: string;
}

/**
 * What every schema says about a record in one shape; landing pages, citations and machine views are written from it.
 * Plain JSON. Lists keep the order of the record; missing single values are null.
 */
export interface RecordSummary {
  titles: SummaryTitle[];
  creators: SummaryAgent[];
  contributors: SummaryContributor[];
  publisher: string | null;
  /** Identifier of the publisher as a web address, such as its ROR id. */
  publisherUri?: string;
  /** Four digits. */
  publicationYear: string | null;
  /** `type` in DataCite's words: Issued, Created, Coverage …; `Date` where the schema does not say. */
  dates: { type: string; value: string; information?: string }[];
  /** Free text type. */
  type: string | null;
  /** One of DataCite's resource types. */
  resourceTypeGeneral: string | null;
  rights: { name?: string; uri?: string; spdx?: string; language?: string }[];
  descriptions: (LocalisedText & { type?: string })[];
  subjects: (LocalisedText & { scheme?: string; uri?: string })[];
  relations: SummaryRelation[];
  /** Identifiers of the record itself, the PID included once it is in. */
  identifiers: { type: string; value: string }[];
  formats: string[];
  sizes: string[];
  languages: string[];
  version: string | null;
  funders: SummaryFunder[];
  geo: SummaryPlace[];
  container: SummaryContainer | null;
}

/** A summary that says nothing yet. */
export function emptySummary(): RecordSummary {
  return {
    titles: [],
    creators: [],
    contributors: [],
    publisher: null,
    publicationYear: null,
    dates: [],
    type: null,
    resourceTypeGeneral: null,
    rights: [],
    descriptions: [],
    subjects: [],
    relations: [],
    identifiers: [],
    formats: [],
    sizes: [],
    languages: [],
    version: null,
    funders: [],
    geo: [],
    container: null,
  };
}
