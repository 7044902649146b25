import { ATTRIBUTE, declaredPrefix } from './attributes.js';
import { lineAt, type XmlFault, type XmlLimits, type XmlRule } from './limits.js';
import { QualifiedNames, type Scope } from './qualified-names.js';
import type { Bindings, Reading, Span } from './reading.js';
import { readText, readValue } from './references.js';
import { XSI_NAMESPACE, type XmlAttribute, type XmlElement, type XmlNode } from './tree.js';

const NAME = /[^ \t\n>/<]+/y;
const TAG_END = /[ \t\n]*(\/?>)/y;
const XINCLUDE_NAMESPACE = 'http://www.w3.org/2001/XInclude';

/**
 * Reads the text of a document into a plain tree in one linear pass and stops at a DOCTYPE, XInclude or the first limit
 * that is broken. It knows only the XML that remains without a DOCTYPE, and it is no judge of well-formedness: `intake`
 * has the parser confirm every document that it gives a tree for. Line ends are `\n` already.
 * @param spanDepth how far down the places of elements are noted; 1 is the root alone
 */
export function readTree(text: string, limits: XmlLimits, bindings?: Bindings, spanDepth = 0): Reading {
  return new TreeReader(text, limits, bindings, spanDepth).run();
}

interface OpenElement {
  readonly children: XmlNode[];
  readonly scope: Scope;
  readonly span: Span;
}

/** Thrown inside the reader only: what cannot be read, with the limit that it breaks if that is the reason. */
class Unreadable extends Error {
  constructor(readonly fault?: XmlFault) {
    super('unreadable');
  }
}

class TreeReader {
  private at = 0;
  private line = 1;
  private nextLineEnd: number;
  private elements = 0;
  private readonly namespaces = new Set<string>();
  private text = '';
  private root: XmlElement | undefined;
  private bound: Reading['bound'];
  private readonly open: OpenElement[] = [];
  private readonly names = new QualifiedNames();
  private readonly spans = new Map<XmlElement, Span>();

  constructor(
    private readonly source: string,
    private readonly limits: XmlLimits,
    private readonly bindings: Bindings | undefined,
    private readonly spanDepth: number,
  ) {
    this.nextLineEnd = source.indexOf('\n');
  }

  run(): Reading {
    try {
      while (this.step());
    } catch (error) {
      if (error instanceof Unreadable)
        return error.fault === undefined ? this.unread() : { faults: [error.fault] };
      throw error;
    }
    if (this.root === undefined || this.open.length > 0) return this.unread();
    const { faults } = this.names;
    if (faults.length > 0) return { faults };
    const { root, spans, bound } = this;
    return bound === undefined ? { root, spans } : { root, spans, bound };
  }

  /** No tree; the parser is to say why, with the prefixes bound that count as declared. */
  private unread(): Reading {
    return this.bound === undefined ? {} : { bound: this.bound };
  }

  /** Consumes text up to the next markup and that markup; false at the end. */
  private step(): boolean {
    const { source } = this;
    const open = source.indexOf('<', this.at);
    const end = open === -1 ? source.length : open;
    if (end > this.at) this.addText(this.at, end, readText);
    if (open === -1) return false;
    if (source.startsWith('<!--', open)) this.skip('-->', open + 4);
    else if (source.startsWith('<![CDATA[', open))
      this.addText(open + 9, this.skip(']]>', open + 9) - 3, (raw) => raw);
    else if (source.startsWith('<?', open)) this.skip('?>', open + 2);
    else if (source.startsWith('</', open)) this.endTag(open);
    else if (source.startsWith('<!', open)) {
      this.refuse('xml-doctype', open, 'a document type declaration (DOCTYPE) is not accepted; remove it');
    } else this.startTag(open);
    return true;
  }

  private addText(from: number, to: number, read: (raw: string) => string | undefined): void {
    if (to - from > this.limits.textLength) {
      this.refuse(
        'xml-text-length',
        from,
        `a run of text is longer than ${this.limits.textLength} characters`,
      );
    }
    const text = read(this.source.slice(from, to));
    if (text === undefined) throw new Unreadable();
    this.text += text;
  }

  private skip(end: string, from: number): number {
    const found = this.source.indexOf(end, from);
    if (found === -1) throw new Unreadable();
    this.at = found + end.length;
    return this.at;
  }

  private flushText(): void {
    if (this.text !== '') this.open.at(-1)?.children.push(this.text);
    this.text = '';
  }

  private endTag(open: number): void {
    this.flushText();
    const closed = this.open.pop();
    const end = this.skip('>', open + 2);
    if (closed !== undefined) closed.span.end = end;
  }

  private startTag(open: number): void {
    this.flushText();
    NAME.lastIndex = open + 1;
    const name = NAME.exec(this.source)?.[0];
    if (name === undefined) throw new Unreadable();
    this.checkName(name, open);
    this.elements += 1;
    if (this.elements > this.limits.elements) {
      this.refuse('xml-elements', open, `the document has more than ${this.limits.elements} elements`);
    }
    const written = this.attributes(open + 1 + name.length);
    const scope = this.scopeFor(name, open, written.declarations);
    const children: XmlNode[] = [];
    const line = this.lineOf(open);
    const { prefix, name: local } = this.names.split(name);
    const element: XmlElement = {
      name: local,
      namespace: this.names.namespaceOf(prefix, scope, line),
      prefix,
      attributes:
        written.attributes.length === 0
          ? NO_ATTRIBUTES
          : written.attributes.map(([attribute, value]) => this.makeAttribute(attribute, value, scope, line)),
      children,
      line,
    };
    const { declarations } = written;
    const span = { start: open, end: open };
    this.attach(
      declarations.length === 0 ? element : { ...element, declarations: Object.fromEntries(declarations) },
      span,
    );
    this.closeStartTag(open, { children, scope, span });
  }

  private attach(element: XmlElement, span: Span): void {
    if (this.open.length < this.spanDepth) this.spans.set(element, span);
    const parent = this.open.at(-1);
    if (parent !== undefined) parent.children.push(element);
    else if (this.root === undefined) this.root = element;
    else throw new Unreadable();
  }

  private closeStartTag(open: number, element: OpenElement): void {
    TAG_END.lastIndex = this.at;
    const end = TAG_END.exec(this.source)?.[1];
    if (end === undefined) throw new Unreadable();
    this.at = TAG_END.lastIndex;
    element.span.end = this.at;
    if (end === '/>') return;
    this.open.push(element);
    if (this.open.length > this.limits.depth) {
      this.refuse('xml-depth', open, `elements are nested deeper than ${this.limits.depth} levels`);
    }
  }

  /** Attributes as written, and the declarations among them; leaves `at` behind the last one. */
  private attributes(from: number): Written {
    this.at = from;
    if (this.isTagEnd(from)) return NOTHING;
    const attributes: [string, string][] = [];
    const declarations: [string, string][] = [];
    ATTRIBUTE.lastIndex = from;
    for (let match = ATTRIBUTE.exec(this.source); match !== null; match = ATTRIBUTE.exec(this.source)) {
      const [, name = '', quoted = ''] = match;
      this.at = ATTRIBUTE.lastIndex;
      this.checkName(name, from);
      if (quoted.length - 2 > this.limits.attributeLength) {
        this.refuse(
          'xml-text-length',
          from,
          `an attribute is longer than ${this.limits.attributeLength} characters`,
        );
      }
      const value = readValue(quoted.slice(1, -1));
      if (value === undefined) throw new Unreadable();
      const declared = declaredPrefix(name);
      if (declared === undefined) attributes.push([name, value]);
      else {
        declarations.push([declared, value]);
        this.checkNamespace(value, from);
      }
      this.checkCounts(attributes.length, declarations, from);
    }
    return { attributes, declarations };
  }

  /** `>` or `/` right here: most tags have no attributes. */
  private isTagEnd(at: number): boolean {
    const code = this.source.charCodeAt(at);
    return code === 0x3e || code === 0x2f;
  }

  private checkCounts(attributes: number, declarations: readonly [string, string][], at: number): void {
    const { attributesPerElement, declarationsPerElement } = this.limits;
    if (attributes > attributesPerElement || declarations.length > declarationsPerElement) {
      const what = `${attributesPerElement} attributes or ${declarationsPerElement} namespace declarations`;
      this.refuse('xml-attributes', at, `an element has more than ${what}`);
    }
  }

  private checkNamespace(uri: string, at: number): void {
    if (uri === XINCLUDE_NAMESPACE) {
      this.refuse('xml-xinclude', at, 'XInclude is not accepted; send the complete document');
    }
    this.namespaces.add(uri);
    if (this.namespaces.size > this.limits.namespaces) {
      const what = `the document declares more than ${this.limits.namespaces} different namespaces`;
      this.refuse('xml-namespaces', at, `${what}; remove those that it does not need`);
    }
  }

  private checkName(name: string, at: number): void {
    if (name.length <= this.limits.nameLength) return;
    this.refuse('xml-name-length', at, `a name is longer than ${this.limits.nameLength} characters`);
  }

  private makeAttribute(written: string, value: string, scope: Scope, line: number): XmlAttribute {
    const { prefix, name } = this.names.split(written);
    const namespace = prefix === '' ? '' : this.names.namespaceOf(prefix, scope, line);
    const attribute = { name, namespace, prefix, value };
    if (attribute.namespace !== XSI_NAMESPACE || attribute.name !== 'type') return attribute;
    const valueNamespace = scope.get(/^([^:\s]+):/.exec(value.trim())?.[1] ?? '');
    return valueNamespace === undefined ? attribute : { ...attribute, valueNamespace };
  }

  private scopeFor(name: string, open: number, declarations: readonly [string, string][]): Scope {
    const outer = this.open.at(-1)?.scope ?? this.bind(name, open, declarations);
    return declarations.length === 0 ? outer : new Map([...outer, ...declarations]);
  }

  private bind(name: string, open: number, declarations: readonly [string, string][]): Scope {
    if (this.root !== undefined || this.bindings?.root !== name) return new Map();
    const missing = Object.entries(this.bindings.prefixes).filter(
      ([prefix]) => !declarations.some(([declared]) => declared === prefix),
    );
    const text = missing.map(([prefix, uri]) => ` xmlns:${prefix}="${uri}"`).join('');
    this.bound = { offset: open + 1 + name.length, declarations: text };
    return new Map(missing);
  }

  private lineOf(offset: number): number {
    while (this.nextLineEnd !== -1 && this.nextLineEnd < offset) {
      this.line += 1;
      this.nextLineEnd = this.source.indexOf('\n', this.nextLineEnd + 1);
    }
    return this.line;
  }

  private refuse(rule: XmlRule, offset: number, message: string): never {
    throw new Unreadable({ rule, line: lineAt(this.source, offset), message });
  }
}

interface Written {
  readonly attributes: readonly [string, string][];
  readonly declarations: readonly [string, string][];
}

const NOTHING: Written = { attributes: [], declarations: [] };
const NO_ATTRIBUTES: readonly XmlAttribute[] = [];
