import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseOffer } from '../../src/web/machine/accept.js';

const offers = [
  { mediaType: 'text/html', value: 'html' },
  { mediaType: 'application/xhtml+xml', value: 'html', namedOnly: true as const },
  { mediaType: 'application/ld+json', value: 'schema.org' },
  { mediaType: 'application/ld+json', parameters: { profile: 'http://www.w3.org/ns/dcat#' }, value: 'dcat' },
  { mediaType: 'text/turtle', value: 'turtle' },
];
const chosen = (header: string | undefined) => chooseOffer(header, offers)?.value;

describe('chooseOffer', () => {
  it.each([
    [undefined, 'html'],
    ['', 'html'],
    ['*/*', 'html'],
    ['*', 'html'],
    ['text/*', 'html'],
    ['text/html, */*', 'html'],
    ['text/turtle', 'turtle'],
    ['text/turtle, */*', 'turtle'],
    ['text/html;q=0.1, text/turtle;q=0.2', 'turtle'],
    ['text/turtle;q=0, text/*;q=0.5', 'html'],
    ['text/html;q=0, */*;q=0.1', 'schema.org'],
    ['application/ld+json', 'schema.org'],
    ['application/ld+json;profile="http://www.w3.org/ns/dcat#"', 'dcat'],
    ['application/ld+json ; profile="http://www.w3.org/ns/dcat#" ; q=0.7, text/turtle;q=0.6', 'dcat'],
    ['application/xhtml+xml', 'html'],
    ['application/*', 'schema.org'],
    ['text/html;q=0, */*', 'schema.org'],
    ['text/html;q=0.5;q=0.1, text/turtle;q=0.3', 'turtle'],
    ['text/turtle ; Q = 0.6 , application/ld+json;q=0.5', 'turtle'],
    ['text/html;q=0.001, text/turtle;q=0.0009', 'html'],
    ['text/turtle;q=7, text/html;q=-1', 'turtle'],
    [',,;;"', 'html'],
    ['*/turtle', undefined],
    ['TEXT/TURTLE', 'turtle'],
    ['text/turtle;q=nonsense', 'turtle'],
    ['text/turtle;x="a,b;c", text/html;q=0.1', 'turtle'],
    ['image/png', undefined],
    ['image/png, */*;q=0', undefined],
    ['application/rdf+xml, text/turtle;q=0.9, text/html;q=0.5', 'turtle'],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8', 'html'],
  ])('takes %j as a wish for %s', (header, value) => {
    expect(chosen(header)).toBe(value);
  });

  it('passes on the parameters that the choice was asked with', () => {
    const offer = [{ mediaType: 'text/x-bibliography', value: 'citation' }];
    const choice = chooseOffer('text/x-bibliography; style=mla; locale="en-US"', offer);
    expect(Object.fromEntries(choice?.parameters ?? [])).toEqual({ style: 'mla', locale: 'en-US' });
  });

  it('never fails, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        const value = chosen(header);
        return value === undefined || offers.some((offer) => offer.value === value);
      }),
    );
  });
});
