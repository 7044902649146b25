import { lineAt, type XmlFault, type XmlLimits, type XmlRule } from './limits.js';

/** What a look at the bare text tells: the first limit broken, and where the root's start tag begins and ends. */
export interface Prescan {
  readonly fault: XmlFault | undefined;
  /** Name of the root element as written, and the offset just behind it; empty and -1 when there is none. */
  readonly rootName: string;
  readonly rootNameEnd: number;
  /** Prefixes that the root itself declares (`''` for the default namespace). */
  readonly rootDeclares: ReadonlySet<string>;
}

const ATTRIBUTE = /\s+([^\s=>/"'<]+)\s*=\s*("[^"]*"|'[^']*')/y;
const NAME = /[^\s>/<]+/y;

/**
 * Runs once over the text, in linear time and without building anything, and stops at the first DOCTYPE or broken
 * limit. Text that is not well-formed ends the scan without a fault: the parser says what is wrong with it.
 */
export function prescan(text: string, limits: XmlLimits): Prescan {
  return new Scanner(text, limits).run();
}

class Scanner {
  private depth = 0;
  private elements = 0;
  private instructions = 0;
  private fault: XmlFault | undefined;
  private rootName = '';
  private rootNameEnd = -1;
  private readonly rootDeclares = new Set<string>();

  constructor(
    private readonly text: string,
    private readonly limits: XmlLimits,
  ) {}

  run(): Prescan {
    let at = 0;
    while (at !== -1 && this.fault === undefined) at = this.step(at);
    const { fault, rootName, rootNameEnd, rootDeclares } = this;
    return { fault, rootName, rootNameEnd, rootDeclares };
  }

  /** Consumes text up to the next markup and that markup; the offset behind it, or -1 at the end. */
  private step(from: number): number {
    const open = this.text.indexOf('<', from);
    const textEnd = open === -1 ? this.text.length : open;
    if (textEnd - from > this.limits.textLength) {
      return this.refuse(
        'xml-text-length',
        from,
        `a run of text is longer than ${this.limits.textLength} characters`,
      );
    }
    if (open === -1) return -1;
    if (this.text.startsWith('<!--', open)) return this.skipPast('-->', open + 4);
    if (this.text.startsWith('<![CDATA[', open)) return this.skipPast(']]>', open + 9);
    if (this.text.startsWith('<!', open)) {
      return this.refuse(
        'xml-doctype',
        open,
        'a document type declaration (DOCTYPE) is not accepted; remove it',
      );
    }
    if (this.text.startsWith('<?', open)) return this.instruction(open);
    if (this.text.startsWith('</', open)) {
      this.depth -= 1;
      return this.skipPast('>', open + 2);
    }
    return this.startTag(open);
  }

  private skipPast(end: string, from: number): number {
    const at = this.text.indexOf(end, from);
    if (at === -1) return -1;
    if (at - from > this.limits.textLength) {
      return this.refuse(
        'xml-text-length',
        from,
        `a section is longer than ${this.limits.textLength} characters`,
      );
    }
    return at + end.length;
  }

  private instruction(open: number): number {
    this.instructions += 1;
    if (this.instructions > this.limits.instructions) {
      const message = `the document has more than ${this.limits.instructions} processing instructions`;
      return this.refuse('xml-instructions', open, message);
    }
    return this.skipPast('?>', open + 2);
  }

  private startTag(open: number): number {
    NAME.lastIndex = open + 1;
    const name = NAME.exec(this.text)?.[0];
    if (name === undefined) return -1;
    if (name.length > this.limits.nameLength) return this.tooLongName(open);
    this.elements += 1;
    if (this.elements > this.limits.elements) {
      return this.refuse('xml-elements', open, `the document has more than ${this.limits.elements} elements`);
    }
    const isRoot = this.rootNameEnd === -1;
    if (isRoot) {
      this.rootName = name;
      this.rootNameEnd = open + 1 + name.length;
    }
    const end = this.attributes(open + 1 + name.length, isRoot);
    if (end === -1) return -1;
    return this.endOfStartTag(open, end);
  }

  private endOfStartTag(open: number, end: number): number {
    let at = end;
    while (/\s/.test(this.text.charAt(at))) at += 1;
    if (this.text.startsWith('/>', at)) return at + 2;
    if (this.text.charAt(at) !== '>') return -1;
    this.depth += 1;
    if (this.depth > this.limits.depth) {
      return this.refuse('xml-depth', open, `elements are nested deeper than ${this.limits.depth} levels`);
    }
    return at + 1;
  }

  private attributes(from: number, isRoot: boolean): number {
    let count = 0;
    let declarations = 0;
    let at = from;
    ATTRIBUTE.lastIndex = from;
    for (let match = ATTRIBUTE.exec(this.text); match !== null; match = ATTRIBUTE.exec(this.text)) {
      const [, name = '', value = ''] = match;
      at = ATTRIBUTE.lastIndex;
      count += 1;
      if (name === 'xmlns' || name.startsWith('xmlns:')) {
        declarations += 1;
        if (isRoot) this.rootDeclares.add(name === 'xmlns' ? '' : name.slice(6));
      }
      if (this.attributeFault(name, value, from, { count, declarations }) === -1) return -1;
    }
    return at;
  }

  private attributeFault(
    name: string,
    value: string,
    at: number,
    seen: { count: number; declarations: number },
  ): number {
    const { limits } = this;
    if (seen.count > limits.attributesPerElement || seen.declarations > limits.declarationsPerElement) {
      const what = `${limits.attributesPerElement} attributes or ${limits.declarationsPerElement} namespace declarations`;
      return this.refuse('xml-attributes', at, `an element has more than ${what}`);
    }
    if (name.length > limits.nameLength) return this.tooLongName(at);
    if (value.length - 2 > limits.attributeLength) {
      return this.refuse(
        'xml-text-length',
        at,
        `an attribute is longer than ${limits.attributeLength} characters`,
      );
    }
    return 0;
  }

  private tooLongName(at: number): number {
    return this.refuse('xml-name-length', at, `a name is longer than ${this.limits.nameLength} characters`);
  }

  private refuse(rule: XmlRule, offset: number, message: string): -1 {
    this.fault = { rule, line: lineAt(this.text, offset), message };
    return -1;
  }
}
