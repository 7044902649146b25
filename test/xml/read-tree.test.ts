import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { serialise } from '../../src/xml/build.js';
import { intake } from '../../src/xml/intake.js';
import { COLLECTION_LIMITS } from '../../src/xml/limits.js';
import { hasShared, sharedRecords } from '../metadata/shared-files.js';
import { plainTree, treeByLibxml2 } from './libxml2-tree.js';

/** Our tree and libxml2's of the same text; null when the gate refuses it. */
function bothTrees(text: string): { ours: unknown; theirs: unknown } | null {
  const taken = intake(text, { limits: COLLECTION_LIMITS });
  return taken.accepted ? { ours: plainTree(taken.root), theirs: treeByLibxml2(text) } : null;
}

const NAMESPACES = ['', 'urn:a', 'urn:b'];

/** Well-formed XML text with namespaces, references, CDATA, comments, instructions and odd white space. */
const xmlText = fc.letrec<{ node: string; element: string }>((tie) => ({
  element: fc
    .record({
      name: fc.constantFrom('a', 'b', 'p:c', 'p:żółć', 'x-1.y_z'),
      attributes: fc.dictionary(
        fc.constantFrom('u', 'v', 'p:w', 'xml:lang'),
        fc.constantFrom('', '1', ' a\tb\nc ', '&lt;&#65;&#x1F600;&quot;', "it's > that"),
        { maxKeys: 3 },
      ),
      namespace: fc.constantFrom(...NAMESPACES),
      prefixed: fc.constantFrom('urn:a', 'urn:c'),
      space: fc.constantFrom('', ' ', '\n\t', '\r\n'),
      children: fc.array(tie('node'), { maxLength: 4 }),
    })
    .map(({ name, attributes, namespace, prefixed, space, children }) => {
      const written = Object.entries(attributes).map(([key, value]) => ` ${key}${space}=${space}"${value}"`);
      const declarations = ` xmlns="${namespace}" xmlns:p='${prefixed}'`;
      const start = `<${name}${declarations}${written.join('')}${space}`;
      return children.length === 0 ? `${start}/>` : `${start}>${children.join('')}</${name}${space}>`;
    }),
  node: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    fc.constantFrom(
      'text',
      '  \n ',
      '&amp;&apos;',
      '\r\n',
      '\r',
      '<![CDATA[<a>&]]>',
      '<!-- <b> -->',
      '<?p <c> ?>',
      'zażółć 𝒳',
      ']]',
    ),
    tie('element'),
  ),
})).element;

describe('the tree that the gate gives', () => {
  it('is the one that libxml2 has, for any document', () => {
    let accepted = 0;
    fc.assert(
      fc.property(xmlText, (text) => {
        const trees = bothTrees(text);
        if (trees === null) return;
        accepted += 1;
        expect(trees.ours).toEqual(trees.theirs);
      }),
      { numRuns: 400, seed: 4 },
    );
    expect(accepted).toBeGreaterThan(350);
  });

  it('survives writing and reading', () => {
    fc.assert(
      fc.property(xmlText, (text) => {
        const taken = intake(text);
        if (!taken.accepted) return;
        const written = serialise(taken.root, { 'urn:a': 'alpha', 'urn:b': '' });
        const again = intake(written);
        if (!again.accepted) throw new Error(`${written}: ${JSON.stringify(again.faults)}`);
        expect(plainTree(again.root)).toEqual(plainTree(taken.root));
        expect(serialise(again.root, { 'urn:a': 'alpha', 'urn:b': '' })).toBe(written);
      }),
      { numRuns: 400, seed: 4 },
    );
  });

  (hasShared ? it : it.skip)('is the one that libxml2 has, for every real record', () => {
    let compared = 0;
    for (const { name, bytes } of ['datacite', 'oai_dc', 'edm'].flatMap(sharedRecords)) {
      const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
      if (text.includes('w3.o rg')) continue;
      const trees = bothTrees(text);
      expect({ name, taken: trees !== null }).toEqual({ name, taken: true });
      expect({ name, tree: trees?.ours }).toEqual({ name, tree: trees?.theirs });
      compared += 1;
    }
    expect(compared).toBe(142);
  });
});
