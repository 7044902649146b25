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
    expect(resolutionOf([value(1, 'URL', data)])).toMatchObject({
      kind: 'values',
      name: '21.T99999/R',
    });
  });

  it('shows the values of a record without URL, and of an empty record', () => {
    expect(resolutionOf([value(7, 'EMAIL', 'a@b')])).toMatchObject({
      kind: 'values',
      values: [{ index: 7, data: 'a@b' }],
    });
    expect(resolutionOf([row({ record_name: '1/R' })])).toEqual({
      kind: 'values',
      name: '1/R',
      values: [],
    });
  });

  it('knows nothing of a name without rows; the resolver of the world may', () => {
    expect(resolutionOf([])).toBeUndefined();
    expect(worldResolution('10.1000/a b')).toMatchObject({ location: 'https://doi.org/10.1000/a%20b' });
    expect(worldResolution('20.1000/x')).toMatchObject({ location: 'https://hdl.handle.net/20.1000/x' });
  });
});
