import { describe, expect, it } from '@jest/globals';
import { serialise } from '../../src/xml/build.js';
import { insertBefore, mapChildElements, prependChild, withAttribute } from '../../src/xml/edit.js';
import { intake } from '../../src/xml/intake.js';
import {
  childElement,
  makeAttribute,
  makeElement,
  XSI_NAMESPACE,
  type XmlElement,
} from '../../src/xml/tree.js';

function parse(xml: string): XmlElement {
  const taken = intake(xml);
  if (!taken.accepted) throw new Error(JSON.stringify(taken.faults));
  return taken.root;
}

describe('serialise', () => {
  it.each<[string, string, string]>([
    [
      'gives known namespaces their canonical prefix',
      '<x:a xmlns:x="urn:1"><x:b/></x:a>',
      '<one:a xmlns:one="urn:1"><one:b/></one:a>',
    ],
    ['or makes them the default namespace', '<x:a xmlns:x="urn:2"><x:b/></x:a>', '<a xmlns="urn:2"><b/></a>'],
    ['moves declarations to the root', '<a><x:b xmlns:x="urn:3"/></a>', '<a xmlns:x="urn:3"><x:b/></a>'],
    ['keeps declarations that no name uses', '<a xmlns:q="urn:q">q:x</a>', '<a xmlns:q="urn:q">q:x</a>'],
    [
      'takes no default namespace where elements have none',
      '<a><b xmlns="urn:2"/></a>',
      '<a xmlns:ns1="urn:2"><ns1:b/></a>',
    ],
    [
      'tells two namespaces of one prefix apart',
      '<p:a xmlns:p="urn:3"><p:b xmlns:p="urn:4"/></p:a>',
      '<p:a xmlns:p="urn:3" xmlns:ns1="urn:4"><ns1:b/></p:a>',
    ],
    [
      'keeps a canonical prefix for its own namespace',
      '<one:a xmlns:one="urn:9"/>',
      '<ns1:a xmlns:ns1="urn:9"/>',
    ],
    [
      'follows prefixes into xsi:type',
      `<a xmlns:i="${XSI_NAMESPACE}" xmlns:u="urn:1" i:type="u:T"/>`,
      `<a xmlns:one="urn:1" xmlns:xsi="${XSI_NAMESPACE}" xsi:type="one:T"/>`,
    ],
    [
      'declares in the order of prefixes, that of the root first',
      '<z:r xmlns:z="urn:z" xmlns:y="urn:y"><c:c xmlns:c="urn:c"/></z:r>',
      '<z:r xmlns:z="urn:z" xmlns:c="urn:c" xmlns:y="urn:y"><c:c/></z:r>',
    ],
    ['escapes', '<a b="&lt;&quot;&#10;">&amp;]]&gt;&#13;</a>', '<a b="&lt;&quot;&#10;">&amp;]]&gt;&#13;</a>'],
    [
      'prefixes attributes of the default namespace',
      '<x:a xmlns:x="urn:2" x:b="1"/>',
      '<a xmlns="urn:2" xmlns:x="urn:2" x:b="1"/>',
    ],
  ])('%s', (_name, xml, expected) => {
    const table = { 'urn:1': 'one', 'urn:2': '', [XSI_NAMESPACE]: 'xsi' };
    const written = serialise(parse(xml), table);
    expect(written).toBe(expected);
    expect(serialise(parse(written), table)).toBe(expected);
  });
});

it('serialise takes time in proportion to the namespaces', () => {
  const child = (n: number): XmlElement => ({ ...makeElement('a', `u:${n}`), prefix: 'n' });
  const root = makeElement(
    'r',
    '',
    Array.from({ length: 20_000 }, (_, n) => child(n)),
  );
  const startedAt = performance.now();
  expect(serialise(root)).toContain('<ns19999:a/></r>');
  // Counting the prefixes from one for each namespace takes half a minute, a running count a tenth of a second.
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

describe('edits', () => {
  const b = (text: string): XmlElement => makeElement('b', '', text);

  it('put a child first, on its own line', () => {
    expect(serialise(prependChild(parse('<a><c/></a>'), b('1')))).toBe('<a>\n    <b>1</b><c/></a>');
    expect(serialise(prependChild(parse('<a/>'), b('1')))).toBe('<a>\n    <b>1</b>\n</a>');
  });

  it('put a child before another', () => {
    const parent = parse('<a>\n  <c/>\n</a>');
    const changed = insertBefore(parent, childElement(parent, 'c')!, b('1'));
    expect(serialise(changed)).toBe('<a>\n    <b>1</b>\n  <c/>\n</a>');
  });

  it('take children out with the white space before them', () => {
    const changed = mapChildElements(parse('<a>\n  <c/>\n  <d/>\n</a>'), (child) =>
      child.name === 'c' ? undefined : child,
    );
    expect(serialise(changed)).toBe('<a>\n  <d/>\n</a>');
  });

  it('set, replace and remove attributes', () => {
    const set = withAttribute(parse('<a x="1" y="2"/>'), makeAttribute('x', ''), '3');
    expect(serialise(set)).toBe('<a x="3" y="2"/>');
    expect(serialise(withAttribute(set, makeAttribute('y', ''), undefined))).toBe('<a x="3"/>');
    expect(serialise(withAttribute(set, makeAttribute('z', ''), '4'))).toBe('<a x="3" y="2" z="4"/>');
  });
});
