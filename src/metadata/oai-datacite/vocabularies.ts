import { vocabulary } from '../spec.js';

/** The controlled lists of DataCite's kernel 4, with the version that added each value (datacite.md 3.2). */
export const RESOURCE_TYPE = vocabulary(
  'resourceTypeGeneral',
  {
    '4.0':
      'Audiovisual Collection Dataset Event Image InteractiveResource Model PhysicalObject Service Software Sound Text Workflow Other',
    '4.1': 'DataPaper',
    '4.4':
      'Book BookChapter ComputationalNotebook ConferencePaper ConferenceProceeding Dissertation Journal JournalArticle OutputManagementPlan PeerReview Preprint Report Standard',
    '4.5': 'Instrument StudyRegistration',
    '4.6': 'Award Project',
    '4.7': 'Poster Presentation',
  },
  { Film: 'write Audiovisual' },
);

export const RELATED_IDENTIFIER_TYPE = vocabulary('relatedIdentifierType', {
  '3.0': 'ARK DOI EAN13 EISSN Handle ISBN ISSN ISTC LISSN LSID PMID PURL UPC URL URN',
  '3.1': 'arXiv bibcode',
  '4.0': 'IGSN',
  '4.2': 'w3id',
  '4.6': 'CSTR RRID',
  '4.7': 'RAiD SWHID',
});

export const RELATION_TYPE = vocabulary('relationType', {
  '3.0':
    'IsCitedBy Cites IsSupplementTo IsSupplementedBy IsContinuedBy Continues IsNewVersionOf IsPreviousVersionOf IsPartOf HasPart IsReferencedBy References IsDocumentedBy Documents IsCompiledBy Compiles IsVariantFormOf IsOriginalFormOf IsIdenticalTo HasMetadata IsMetadataFor',
  '3.1': 'Reviews IsReviewedBy IsDerivedFrom IsSourceOf',
  '4.1': 'Describes IsDescribedBy HasVersion IsVersionOf Requires IsRequiredBy',
  '4.2': 'Obsoletes IsObsoletedBy',
  '4.4': 'IsPublishedIn',
  '4.5': 'Collects IsCollectedBy',
  '4.6': 'HasTranslation IsTranslationOf',
  '4.7': 'Other',
});

export const CONTRIBUTOR_TYPE = vocabulary(
  'contributorType',
  {
    '3.0':
      'ContactPerson DataCollector DataManager Distributor Editor HostingInstitution Other Producer ProjectLeader ProjectManager ProjectMember RegistrationAgency RegistrationAuthority RelatedPerson ResearchGroup RightsHolder Researcher Sponsor Supervisor WorkPackageLeader',
    '3.1': 'DataCurator',
    '4.6': 'Translator',
  },
  { Funder: 'since kernel 4 funders stand in fundingReferences' },
);

export const DATE_TYPE = vocabulary('dateType', {
  '3.0': 'Accepted Available Collected Copyrighted Created Issued Submitted Updated Valid',
  '4.1': 'Other',
  '4.2': 'Withdrawn',
  '4.6': 'Coverage',
});

export const TITLE_TYPE = vocabulary('titleType', {
  '3.0': 'AlternativeTitle Subtitle TranslatedTitle',
  '4.0': 'Other',
});

export const DESCRIPTION_TYPE = vocabulary('descriptionType', {
  '3.0': 'Abstract Methods SeriesInformation TableOfContents Other',
  '4.0': 'TechnicalInfo',
});

export const NAME_TYPE = vocabulary('nameType', { '4.1': 'Organizational Personal' });

export const NUMBER_TYPE = vocabulary('numberType', { '4.4': 'Article Chapter Report Other' });

export const FUNDER_IDENTIFIER_TYPE = vocabulary('funderIdentifierType', {
  '4.0': 'ISNI GRID Crossref_Funder_ID Other',
  '4.3': 'ROR',
});
