import type { VNode } from 'preact';
import { webLink } from './links.js';

/** Text that is a link when it is a web address, and plain text otherwise. */
export function MaybeLink({ href, children }: { href: string | undefined; children: string }): VNode {
  const address = webLink(href);
  return address === undefined ? (
    <bdi>{children}</bdi>
  ) : (
    <a href={address}>
      <bdi>{children}</bdi>
    </a>
  );
}

/** Bytes in binary units, in the way of the language: `1.5 MiB`. */
export function bytesText(bytes: number, language: string): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = numberFormat(language, value < 10 && unit > 0 ? 1 : 0).format(value);
  return `${digits} ${units[unit] ?? 'B'}`;
}

const formats = new Map<string, Intl.NumberFormat>();

/** Number formats are dear to make and the same for all. */
function numberFormat(language: string, maximumFractionDigits: number): Intl.NumberFormat {
  const key = `${language} ${maximumFractionDigits}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(language, { maximumFractionDigits });
  formats.set(key, known);
  return known;
}
