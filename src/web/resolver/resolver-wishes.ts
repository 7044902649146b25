/** What the query of a resolver request asks for. Source: Handle.Net web proxy. */
export interface ResolverWishes {
  /** `noredirect`, `action=showvalues`: the values, whatever they are. */
  values: boolean;
  /** `type`, folded, and `index`: only values of these; a trailing dot means a type and all below it. */
  types: readonly string[];
  indexes: readonly number[];
  /** `urlappend`: goes behind the target. */
  urlAppend: string;
  /** `locatt=key:value`: only locations with this attribute. */
  locationAttribute: { name: string; value: string } | undefined;
  /** `ignore_aliases` */
  ignoreAliases: boolean;
  /** `auth`: an answer that no cache gives. */
  authoritative: boolean;
}

const nothing: ResolverWishes = {
  values: false,
  types: [],
  indexes: [],
  urlAppend: '',
  locationAttribute: undefined,
  ignoreAliases: false,
  authoritative: false,
};
const known = ['noredirect', 'action', 'type', 'index', 'urlappend', 'locatt', 'ignore_aliases', 'auth'];
/** A parameter that is absent, or says `false`, wishes nothing. */
const isOn = (text: string | null) => text !== null && text.toLowerCase() !== 'false';

/** Reads the wishes out of a query; what the resolver does not know, or cannot read, is none. */
export function wishesOf(query: string | undefined): ResolverWishes {
  if (query === undefined || query === '') return nothing;
  const asked = new URLSearchParams(query);
  const [, name, value] = /^([^:]+):(.*)$/s.exec(asked.get('locatt') ?? '') ?? [];
  return {
    values: isOn(asked.get('noredirect')) || asked.get('action') === 'showvalues',
    types: asked.getAll('type').map((type) => type.toLowerCase()),
    indexes: asked
      .getAll('index')
      .filter((text) => /^\d{1,9}$/.test(text))
      .map(Number),
    urlAppend: asked.get('urlappend') ?? '',
    locationAttribute: name === undefined || value === undefined ? undefined : { name, value },
    ignoreAliases: isOn(asked.get('ignore_aliases')),
    authoritative: isOn(asked.get('auth')),
  };
}

/** True when the values of the record are asked for rather than where the name leads. */
export const asksForValues = ({ values, types, indexes }: ResolverWishes): boolean =>
  values || types.length > 0 || indexes.length > 0;

/** The part of a query that another resolver understands too, with its question mark; '' for none. */
export function resolverQuery(query: string | undefined): string {
  if (query === undefined || query === '') return '';
  const kept = [...new URLSearchParams(query)].filter(([name]) => known.includes(name));
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept).toString()}`;
}
