/** schema.org types of DataCite's resource types. Source: bolognese, schema_org_writer.rb. */
const types: Readonly<Record<string, string>> = {
  Audiovisual: 'MediaObject',
  Award: 'Grant',
  Book: 'Book',
  BookChapter: 'Chapter',
  Collection: 'Collection',
  ComputationalNotebook: 'SoftwareSourceCode',
  ConferencePaper: 'Article',
  ConferenceProceeding: 'Periodical',
  DataPaper: 'Article',
  Dissertation: 'Thesis',
  Event: 'Event',
  Image: 'ImageObject',
  Journal: 'Periodical',
  JournalArticle: 'ScholarlyArticle',
  PeerReview: 'Review',
  Project: 'Project',
  Report: 'Report',
  Service: 'Service',
  Software: 'SoftwareSourceCode',
  Sound: 'AudioObject',
  Text: 'ScholarlyArticle',
};

/** The schema.org type of a record; a registry of data says Dataset when a record does not tell. */
export function schemaOrgType(resourceTypeGeneral: string | null): string {
  if (resourceTypeGeneral === null || resourceTypeGeneral === 'Dataset') return 'Dataset';
  return types[resourceTypeGeneral] ?? 'CreativeWork';
}
