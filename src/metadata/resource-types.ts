/**
 * DataCite resource type for the type words of other vocabularies: DCMI types, info:eu-repo semantics, COAR resource
 * types, schema.org names and plain words (datacite.md 4.4). Keys are in lower case without blanks and hyphens.
 */
const TYPES: Readonly<Record<string, string>> = {
  dataset: 'Dataset',
  data: 'Dataset',
  collection: 'Collection',
  event: 'Event',
  image: 'Image',
  stillimage: 'Image',
  photograph: 'Image',
  movingimage: 'Audiovisual',
  video: 'Audiovisual',
  audiovisual: 'Audiovisual',
  interactiveresource: 'InteractiveResource',
  service: 'Service',
  software: 'Software',
  softwaresourcecode: 'Software',
  sound: 'Sound',
  audio: 'Sound',
  text: 'Text',
  physicalobject: 'PhysicalObject',
  model: 'Model',
  '3d': 'Model',
  workflow: 'Workflow',
  article: 'JournalArticle',
  journalarticle: 'JournalArticle',
  scholarlyarticle: 'JournalArticle',
  doctoralthesis: 'Dissertation',
  masterthesis: 'Dissertation',
  bachelorthesis: 'Dissertation',
  thesis: 'Dissertation',
  dissertation: 'Dissertation',
  book: 'Book',
  bookpart: 'BookChapter',
  bookchapter: 'BookChapter',
  conferenceobject: 'ConferencePaper',
  conferencepaper: 'ConferencePaper',
  conferenceposter: 'Poster',
  poster: 'Poster',
  presentation: 'Presentation',
  lecture: 'Presentation',
  report: 'Report',
  technicalreport: 'Report',
  workingpaper: 'Report',
  preprint: 'Preprint',
  review: 'PeerReview',
  peerreview: 'PeerReview',
  datapaper: 'DataPaper',
  journal: 'Journal',
  other: 'Other',
};

/** COAR resource types (vocabularies.coar-repositories.org) that records use most. */
const COAR: Readonly<Record<string, string>> = {
  c_ddb1: 'Dataset',
  c_6501: 'JournalArticle',
  c_2df8fbb1: 'JournalArticle',
  c_46ec: 'Dissertation',
  c_db06: 'Dissertation',
  c_bdcc: 'Dissertation',
  c_2f33: 'Book',
  c_3248: 'BookChapter',
  c_5794: 'ConferencePaper',
  c_6670: 'Poster',
  c_93fc: 'Report',
  c_816b: 'Preprint',
  c_5ce6: 'Software',
  c_c513: 'Image',
  c_12ce: 'Audiovisual',
  c_18cc: 'Sound',
  c_18cf: 'Text',
};

/** The DataCite resourceTypeGeneral that a type word means, or undefined. */
export function generalTypeOf(text: string): string | undefined {
  const trimmed = text.trim();
  const coar = /purl\.org\/coar\/resource_type\/(c_[0-9a-f]+)/i.exec(trimmed)?.[1]?.toLowerCase();
  if (coar !== undefined) return COAR[coar];
  const word = trimmed
    .replace(/^info:eu-repo\/semantics\//i, '')
    .replace(/^https?:\/\/(?:purl\.org\/dc\/dcmitype|schema\.org)\//i, '')
    .replace(/^doc-type:/i, '');
  const key = word.toLowerCase().replace(/[\s_-]/g, '');
  return Object.hasOwn(TYPES, key) ? TYPES[key] : undefined;
}
