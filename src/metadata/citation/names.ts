import type { SummaryAgent } from '../summary.js';

/** A person's name in parts; undefined for organisations and names whose parts are not known. */
export function personParts({
  familyName,
  givenName,
  type,
}: SummaryAgent): { family: string; given: string } | undefined {
  if (type === 'Organizational' || familyName === undefined) return undefined;
  return { family: familyName, given: givenName ?? '' };
}

const PARTICLES =
  /(?:^|\s+)((?:(?:van|von|vom|zu|zum|zur|de|der|den|del|della|dei|di|da|do|dos|das|du|des|la|le|ten|ter|te|af|av|'t)(?:\s+|$))+)$/;

/** Given names and the particle behind them, as in `Hoof, B.I. van`: it belongs before the family name. */
export function splitParticle(given: string): { given: string; particle: string } {
  const particle = PARTICLES.exec(given)?.[1] ?? '';
  return { given: given.slice(0, given.length - particle.length).trim(), particle: particle.trim() };
}

/**
 * `A. M.` or, with another separator and no points, `AM`; a hyphen between given names stays with points, a particle
 * behind them as it is.
 */
export function initials(name: string, { point = '.', separator = ' ' } = {}): string {
  const { given, particle } = splitParticle(name);
  const words = given.split(/\s+|(?<=\.)(?=\p{L})/u).filter(Boolean);
  const short = words.map((word) =>
    word
      .split('-')
      .filter(Boolean)
      .map((part) => firstLetter(part) + point)
      .join(point === '' ? '' : '-'),
  );
  return [short.join(separator), particle].filter(Boolean).join(' ');
}

/** `Family, G.` (`family first`) or `G. Family`; organisations as they are. */
export function withInitials(agent: SummaryAgent, order: 'family first' | 'given first'): string {
  const parts = personParts(agent);
  if (parts === undefined) return agent.name;
  const given = initials(parts.given);
  if (given === '') return parts.family;
  return order === 'family first' ? `${parts.family}, ${given}` : `${given} ${parts.family}`;
}

/** `Family, Given` or `Given Family`; organisations as they are. */
export function inFull(agent: SummaryAgent, order: 'family first' | 'given first'): string {
  const parts = personParts(agent);
  if (parts === undefined) return agent.name;
  if (parts.given === '') return parts.family;
  return order === 'family first' ? `${parts.family}, ${parts.given}` : `${parts.given} ${parts.family}`;
}

/** A list with its last item behind a word: `a, b, and c` or, without the comma, `a, b and c`. */
export function joined(names: readonly string[], word: string, { serialComma = true } = {}): string {
  if (names.length < 2) return names.join('');
  const comma = serialComma && names.length > 2 ? ',' : '';
  return `${names.slice(0, -1).join(', ')}${comma} ${word} ${names.at(-1) ?? ''}`;
}

function firstLetter(word: string): string {
  return (Array.from(word)[0] ?? '').toUpperCase();
}
