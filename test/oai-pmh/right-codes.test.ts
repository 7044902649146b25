import { describe, expect, it } from '@jest/globals';
import { rightCodes, type Code, type Holdings } from './right-codes.js';

const record = { prefix: 'oai_dc', datestamp: '2026-01-02T10:00:00Z', sets: ['a:b'] };
const holdings: Holdings = {
  prefixes: ['oai_dc', 'edm'],
  sets: ['a:b'],
  records: [{ identifier: 'oai:x.org:1', ...record }],
  tokens: new Map([['t', 'ListRecords']]),
};
const list = 'verb=ListRecords&metadataPrefix=oai_dc';
const get = 'verb=GetRecord&metadataPrefix=oai_dc&identifier=';

/** The fuzz is worth what these are: each row is read from the protocol, none from an answer. */
describe('the codes that the protocol wants', () => {
  const table: [string, Code[]][] = [
    ['verb=Identify', []],
    ['', ['badVerb']],
    ['verb=Identify&verb=Identify', ['badVerb']],
    ['verb=identify', ['badVerb']],
    ['verb=Identify&set=a', ['badArgument']],
    [list, []],
    [`${list}&from=2026-01-02&until=2026-01-02`, []],
    [`${list}&from=2026-01-02T10:00:00Z&until=2026-01-02T10:00:00Z`, []],
    [`${list}&from=2026-01-02T10:00:01Z`, ['noRecordsMatch']],
    [`${list}&until=2026-01-01`, ['noRecordsMatch']],
    [`${list}&from=2026-01-03&until=2026-01-02`, ['badArgument']],
    [`${list}&from=2026-01-02&until=2026-01-02T10:00:00Z`, ['badArgument']],
    [`${list}&from=2026-02-30`, ['badArgument']],
    [`${list}&from=2026-01-02T24:00:00Z`, ['badArgument']],
    [`${list}&set=a`, []],
    [`${list}&set=b`, ['noRecordsMatch']],
    [`${list}&set=a b`, ['badArgument']],
    [`${list}&resumptionToken=t`, ['badArgument']],
    ['verb=ListRecords&metadataPrefix=edm', ['noRecordsMatch']],
    ['verb=ListRecords&metadataPrefix=x&set=b', ['cannotDisseminateFormat', 'noRecordsMatch']],
    ['verb=ListRecords&resumptionToken=t', []],
    ['verb=ListIdentifiers&resumptionToken=t', ['badResumptionToken']],
    ['verb=ListRecords&resumptionToken=', ['badArgument', 'badResumptionToken']],
    [`${get}oai:x.org:1`, []],
    [`${get}OAI%3aX.org%3A1`, []],
    [`${get}oai:x.org:2`, ['idDoesNotExist']],
    [`${get}a/b`, ['badArgument', 'idDoesNotExist']],
    [`${get}a%20b`, ['badArgument']],
    [`${get}%ff`, ['badArgument']],
    ['verb=GetRecord&metadataPrefix=edm&identifier=oai:x.org:1', ['cannotDisseminateFormat']],
    ['verb=GetRecord&metadataPrefix=x&identifier=oai:x.org:2', ['idDoesNotExist', 'cannotDisseminateFormat']],
    ['verb=ListMetadataFormats&identifier=urn:x:y', ['idDoesNotExist']],
  ];
  it.each(table)('%j: %j', (raw, codes) => {
    expect([...rightCodes(raw, holdings)].sort()).toEqual([...codes].sort());
  });

  it('are noSetHierarchy where there is no set', () => {
    const bare = { ...holdings, sets: [], records: [] };
    expect([...rightCodes('verb=ListSets', bare)]).toEqual(['noSetHierarchy']);
    expect([...rightCodes(`${list}&set=a`, bare)]).toEqual(['noSetHierarchy', 'noRecordsMatch']);
  });
});
