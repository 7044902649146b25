import { describe, expect, it } from '@jest/globals';
import { resolutionOf, worldResolution } from '../../src/web/resolver/resolution.js';
import type { NameRow } from '../../src/web/resolver/resolver.queries.js';

const row = (values: Partial<NameRow>): NameRow => ({
  handle_id: null,
  landing_url: null,
  registered_at: null,
  deleted_at: null,
  record_name: null,
  idx: null,
  type: '',
  format: 'string',
  data: '',
  ttl_type: 0,
  ttl: 86400,
  timestamp: '2026-01-01T00:00:00.000Z',
  ...values,
});
const ledger = { handle_id: 'h1', landing_url: 'https://registry.example.org/share/s1' };
const value = (idx: number, type: string, data: string, more: Partial<NameRow> = {}) =>
  row({ record_name: '21.T99999/R', idx, type, data, ...more });

describe('resolutionOf', () => {
  it('leads a live, registered handle to its landing page', () => {
    expect(resolutionOf([row({ ...ledger, registered_at: '2026' })])).toEqual({
      kind: 'landing',
      handleId: 'h1',
      location: ledger.landing_url,
      maxAgeSeconds: 60,
    });
  });

  it('shows nothing before the first registration, even once deleted', () => {
    expect(resolutionOf([row(ledger)])?.kind).toBe('unknown');
    expect(resolutionOf([row({ ...ledger, deleted_at: '2026' })])?.kind).toBe('unknown');
  });

  it('shows the tombstone of a deleted handle', () => {
    const rows = [row({ ...ledger, registered_at: '2026', deleted_at: '2026' })];
    expect(resolutionOf(rows)).toEqual({ kind: 'tombstone', handleId: 'h1' });
  });

  it('follows the URL value with the lowest index, for as long as its TTL says', () => {
    const rows = [
      value(1, 'CHECKSUM', 'x'),
      value(2, 'URL', 'https://b.example/ü', { ttl: 30 }),
      value(3, 'URL', 'https://c.example'),
    ];
    expect(resolutionOf(rows)).toEqual({
      kind: 'redirect',
      location: 'https://b.example/%C3%BC',
      maxAgeSeconds: 30,
      status: 302,
    });
  });

  it('keeps a redirect for two days at most, and not at all with an absolute TTL', () => {
    const lasting = resolutionOf([value(1, 'URL', 'https://a.example', { ttl: 10_000_000 })]);
    expect(lasting).toMatchObject({ maxAgeSeconds: 172_800 });
    const until = resolutionOf([value(1, 'URL', 'https://a.example', { ttl_type: 1, ttl: 1_999_999_999 })]);
    expect(until).toMatchObject({ maxAgeSeconds: 0 });
  });

  it.each([
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'ftp://a.example',
    'https://user:pw@a.example',
    'nonsense',
    '',
  ])('never redirects to %j but shows the values', (data) => {
    expect(resolutionOf([value(1, 'URL', data)])).toMatchObject({ kind: 'values', values: [{ data }] });
  });

  it('shows the values of a record without URL, and of an empty record', () => {
    expect(resolutionOf([value(7, 'EMAIL', 'a@b')])).toMatchObject({
      kind: 'values',
      values: [{ index: 7, data: 'a@b' }],
    });
    expect(resolutionOf([row({ record_name: '1/r' })])).toEqual({ kind: 'values', values: [] });
  });

  it('knows nothing of a name without rows; the resolver of the world may', () => {
    expect(resolutionOf([])).toBeUndefined();
    expect(worldResolution('10.1000/a b')).toMatchObject({ location: 'https://doi.org/10.1000/a%20b' });
    expect(worldResolution('20.1000/x')).toMatchObject({ location: 'https://hdl.handle.net/20.1000/x' });
  });

  it('does what the query wishes', () => {
    const rows = [
      value(1, 'URL', 'https://a.example/x?y=1#part'),
      value(2, 'URL', 'https://b.example'),
      value(3, 'EMAIL', 'a@b'),
      value(4, 'URL.doc', 'https://doc.example/'),
    ];
    const led = (query: string) => {
      const found = resolutionOf(rows, query);
      return found?.kind === 'redirect' ? found.location : found?.kind === 'values' ? found.values : found;
    };
    const shown = (query: string) => {
      const values = led(query);
      return Array.isArray(values) ? values.map(({ index }) => index) : values;
    };
    expect(led('index=2')).toBe('https://b.example/');
    expect(led('type=url')).toBe('https://a.example/x?y=1#part');
    expect(led('type=URL.doc')).toBe('https://doc.example/');
    expect(led('urlappend=%26z%3D2')).toBe('https://a.example/x?y=1&z=2#part');
    expect(led('index=2&urlappend=@evil.example/')).toBe('https://b.example/@evil.example/');
    expect(led('urlappend=%0D%0AX-Bad:%201')).not.toMatch(/[\r\n]/);
    expect(shown('noredirect')).toEqual([1, 2, 3, 4]);
    expect(shown('action=showvalues&type=URL.')).toEqual([1, 2, 4]);
    expect(shown('type=email')).toEqual([3]);
    expect(shown('index=9')).toEqual([]);
    expect(led('index=x&lang=pl')).toBe('https://a.example/x?y=1#part');
    expect(resolutionOf(rows, 'auth')).toMatchObject({ kind: 'redirect', maxAgeSeconds: 0 });
  });

  it('chooses among locations by their weights, or by the attribute asked for', () => {
    const xml =
      '<locations chooseby="locatt,weighted"><location id="0" href="https://zero.example/" weight="0" country="pl"/>' +
      '<location id="1" href="https://one.example/" weight="1"/>' +
      '<location id="2" href="https://two.example/" weight="3" http_sc="303"/>' +
      '<location id="3" href="javascript:alert(1)" weight="100"/></locations>';
    const rows = [value(1, 'URL', 'https://url.example/'), value(2, '10320/LOC', xml)];
    const drawn = (random: number) => resolutionOf(rows, '', () => random);
    expect(drawn(0)).toEqual({
      kind: 'redirect',
      location: 'https://one.example/',
      maxAgeSeconds: 0,
      status: 302,
    });
    expect(drawn(0.24)).toMatchObject({ location: 'https://one.example/' });
    expect(drawn(0.26)).toMatchObject({ location: 'https://two.example/', status: 303 });
    expect(drawn(0.999)).toMatchObject({ location: 'https://two.example/' });
    expect(resolutionOf(rows, 'locatt=country:pl')).toMatchObject({
      location: 'https://zero.example/',
      maxAgeSeconds: 86400,
    });
    expect(resolutionOf(rows, 'locatt=id:3', () => 0)).toMatchObject({ location: 'https://one.example/' });
    for (const broken of ['<locations>', '<!DOCTYPE x><locations/>', '<locations/>', 'plain'])
      expect(
        resolutionOf([value(1, 'URL', 'https://url.example/'), value(2, '10320/loc', broken)]),
      ).toMatchObject({
        location: 'https://url.example/',
      });
  });

  it('follows an alias, but not to itself', () => {
    const rows = [value(1, 'URL', 'https://url.example/'), value(2, 'HS_ALIAS', '21.T99999/other name')];
    expect(resolutionOf(rows, 'urlappend=x&lang=pl')).toMatchObject({
      location: '/21.T99999/other%20name?urlappend=x',
      status: 302,
    });
    expect(resolutionOf(rows, 'ignore_aliases')).toMatchObject({ location: 'https://url.example/' });
    expect(resolutionOf([value(2, 'HS_ALIAS', '21.t99999/r')])).toMatchObject({ kind: 'values' });
    expect(resolutionOf([value(2, 'HS_ALIAS', 'no pid')])).toMatchObject({ kind: 'values' });
  });

  it('hands wishes on to the resolver of the world', () => {
    expect(worldResolution('20.1000/x', 'noredirect&lang=pl&locatt=id:1')).toMatchObject({
      location: 'https://hdl.handle.net/20.1000/x?noredirect=&locatt=id%3A1',
    });
  });
});
