import type { XmlFault } from './limits.js';
import { XML_NAMESPACE } from './tree.js';

/** Namespaces by prefix; the empty prefix stands for the default namespace. */
export type Scope = ReadonlyMap<string, string>;

/** More of them say no more. */
const MAX_FAULTS = 50;

/** Splits the names of one document and finds their namespaces; remembers each prefix that is not declared. */
export class QualifiedNames {
  private readonly known = new Map<string, { prefix: string; name: string }>();
  private readonly unbound = new Map<string, XmlFault>();

  /** Prefix and local name. Documents repeat few names many times. */
  split(written: string): { prefix: string; name: string } {
    let parts = this.known.get(written);
    if (parts === undefined) {
      const colon = written.indexOf(':');
      parts = { prefix: written.slice(0, Math.max(colon, 0)), name: written.slice(colon + 1) };
      this.known.set(written, parts);
    }
    return parts;
  }

  /** The namespace of an element's prefix, or of an attribute's, for which the default namespace does not count. */
  namespaceOf(prefix: string, scope: Scope, line: number): string {
    if (prefix === 'xml') return XML_NAMESPACE;
    const namespace = scope.get(prefix);
    if (namespace === undefined && prefix !== '') this.reportUnbound(prefix, line);
    return namespace ?? '';
  }

  /** One fault for each undeclared prefix, where it stands first. */
  get faults(): XmlFault[] {
    return [...this.unbound.values()];
  }

  private reportUnbound(prefix: string, line: number): void {
    if (this.unbound.size >= MAX_FAULTS || this.unbound.has(prefix)) return;
    const message = `the namespace prefix "${prefix}" is not declared`;
    this.unbound.set(prefix, { rule: 'xml-unbound-prefix', line, message });
  }
}
