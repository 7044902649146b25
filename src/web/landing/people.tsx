import type { VNode } from 'preact';
import type { SummaryAgent } from '../../metadata/summary.js';
import type { Messages } from '../languages/en.js';
import { webLink } from '../page/links.js';
import { clipped, displayName } from '../record/names.js';

interface PeopleProps {
  people: readonly SummaryAgent[];
  t: Messages;
}

/** Collaborations have hundreds of creators; so many leave room for the rest of the first screen. */
const mostAtOnce = 24;

/**
 * Creators with their ORCID and ROR records and affiliations, as a list that reads like a byline; of very many the first
 * ones, and the others behind a switch that needs no script.
 */
export function Byline({ people, t }: PeopleProps): VNode | null {
  if (people.length === 0) return null;
  const others = people.slice(mostAtOnce);
  return (
    <>
      <People people={people.slice(0, mostAtOnce)} label={t.record.creators} t={t} />
      {others.length > 0 && (
        <details>
          <summary>{t.record.more(others.length)}</summary>
          <People people={others} label={t.record.moreCreators} t={t} />
        </details>
      )}
    </>
  );
}

function People({ people, label, t }: PeopleProps & { label: string }) {
  return (
    <ul class="byline" aria-label={label}>
      {people.map((person, index) => (
        <li key={index}>
          <Person person={person} t={t} />
        </li>
      ))}
    </ul>
  );
}

/** One person or organisation: name, authority record, affiliations. */
export function Person({ person, t }: { person: SummaryAgent; t: Messages }): VNode {
  const name = clipped(displayName(person));
  return (
    <>
      <bdi class="name">{name}</bdi>
      <AuthorityLink href={person.orcid} label="ORCID" title={t.record.orcid(name)} />
      <AuthorityLink href={person.ror} label="ROR" title={t.record.ror(name)} />
      {person.affiliations.map((affiliation, index) => (
        <span class="affiliation" key={index}>
          <bdi>{clipped(affiliation.name)}</bdi>
          <AuthorityLink href={affiliation.ror} label="ROR" title={t.record.ror(clipped(affiliation.name))} />
        </span>
      ))}
    </>
  );
}

/** A short link to an authority's record, named for those who do not see its surroundings. */
function AuthorityLink({ href, label, title }: { href: string | undefined; label: string; title: string }) {
  const address = webLink(href);
  if (address === undefined) return null;
  return (
    <a class="authority" href={address} aria-label={title}>
      {label}
    </a>
  );
}
