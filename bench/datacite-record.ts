/** A valid DataCite 4.6 record of about `bytes` bytes that uses most of the schema; the same text for the same size. */
export function makeDataciteRecord(bytes: number): string {
  const people = repeatUntil(bytes * 0.45, person);
  const relations = repeatUntil(bytes * 0.2, relation);
  const subjects = repeatUntil(bytes * 0.15, subject);
  return `<?xml version="1.0" encoding="UTF-8"?>
<resource xmlns="http://datacite.org/schema/kernel-4" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://datacite.org/schema/kernel-4 http://schema.datacite.org/meta/kernel-4.6/metadata.xsd">
  <creators>${people}
  </creators>
  <titles>
    <title xml:lang="en">Sea surface temperature and salinity of Gdańsk Bay, hourly, 2010 to 2023</title>
    <title xml:lang="pl" titleType="TranslatedTitle">Temperatura i zasolenie powierzchni Zatoki Gdańskiej</title>
  </titles>
  <publisher publisherIdentifier="https://ror.org/04wxnsj81" publisherIdentifierScheme="ROR" xml:lang="en">Example Institute</publisher>
  <publicationYear>2024</publicationYear>
  <resourceType resourceTypeGeneral="Dataset">Time series</resourceType>
  <subjects>${subjects}
  </subjects>
  <dates>
    <date dateType="Issued">2024-05-31</date>
    <date dateType="Collected">2010-01-01/2023-12-31</date>
  </dates>
  <language>en</language>
  <relatedIdentifiers>${relations}
  </relatedIdentifiers>
  <sizes><size>12 MB</size></sizes>
  <formats><format>text/csv</format></formats>
  <version>1.2</version>
  <rightsList>
    <rights rightsURI="https://creativecommons.org/licenses/by/4.0/" rightsIdentifier="CC-BY-4.0" rightsIdentifierScheme="SPDX">Creative Commons Attribution 4.0 International</rights>
    <rights rightsURI="info:eu-repo/semantics/openAccess">Open Access</rights>
  </rightsList>
  <descriptions>
    <description descriptionType="Abstract" xml:lang="en">${'Hourly measurements of temperature and salinity at twelve stations.<br/>'.repeat(Math.ceil(bytes / 800))}</description>
  </descriptions>
  <geoLocations>
    <geoLocation>
      <geoLocationPlace>Gdańsk Bay</geoLocationPlace>
      <geoLocationBox><westBoundLongitude>18.4</westBoundLongitude><eastBoundLongitude>19.6</eastBoundLongitude><southBoundLatitude>54.2</southBoundLatitude><northBoundLatitude>54.8</northBoundLatitude></geoLocationBox>
    </geoLocation>
  </geoLocations>
  <fundingReferences>
    <fundingReference>
      <funderName>National Science Centre</funderName>
      <funderIdentifier funderIdentifierType="ROR">https://ror.org/04wxnsj81</funderIdentifier>
      <awardNumber>2019/01/B</awardNumber>
    </fundingReference>
  </fundingReferences>
</resource>
`;
}

function repeatUntil(length: number, item: (index: number) => string): string {
  let text = '';
  for (let index = 1; text.length < length; index += 1) text += item(index);
  return text;
}

function person(index: number): string {
  return `
    <creator>
      <creatorName nameType="Personal" xml:lang="pl">Nowak${index}, Anna</creatorName>
      <givenName>Anna</givenName>
      <familyName>Nowak${index}</familyName>
      <nameIdentifier nameIdentifierScheme="ORCID" schemeURI="https://orcid.org/">https://orcid.org/0000-0002-1825-0097</nameIdentifier>
      <affiliation affiliationIdentifier="https://ror.org/04wxnsj81" affiliationIdentifierScheme="ROR">Example Institute</affiliation>
    </creator>`;
}

function relation(index: number): string {
  return `
    <relatedIdentifier relatedIdentifierType="DOI" relationType="References">10.5072/related-${index}</relatedIdentifier>`;
}

function subject(index: number): string {
  return `
    <subject subjectScheme="Example Thesaurus" schemeURI="https://example.org/" xml:lang="en">keyword ${index}</subject>`;
}
