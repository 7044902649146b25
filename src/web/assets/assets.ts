import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { encoded, type Encoded } from './encodings.js';

/** A file that pages load, in every encoding it is sent in. Its name holds a hash, so that it may be kept for ever. */
export interface Asset {
  /** Path on this server, such as `/assets/waymark-1a2b3c.css`. */
  path: string;
  contentType: string;
  bodies: Encoded;
}

const require = createRequire(import.meta.url);
const text = (address: URL | string) => readFileSync(address, 'utf8');

function asset(name: string, extension: string, contentType: string, content: string): Asset {
  const bodies = encoded(content);
  const hash = createHash('sha256').update(bodies.identity).digest('hex').slice(0, 12);
  return { path: `/assets/${name}-${hash}.${extension}`, contentType, bodies };
}

/** Pico CSS as its package brings it, then our own rules. */
export const stylesheet = asset(
  'waymark',
  'css',
  'text/css; charset=utf-8',
  text(require.resolve('@picocss/pico/css/pico.min.css')) +
    text(new URL('../styles/waymark.css', import.meta.url)),
);

const elementsFolder = new URL('../elements/', import.meta.url);

/** The custom elements: each file defines one and names nothing else, so they can stand in one script. */
export const script = asset(
  'waymark',
  'js',
  'text/javascript; charset=utf-8',
  readdirSync(elementsFolder)
    .filter((name) => name.endsWith('.mjs'))
    .sort()
    .map((name) => text(new URL(name, elementsFolder)))
    .join('\n'),
);

const icon = asset(
  'waymark',
  'svg',
  'image/svg+xml',
  text(new URL('../styles/waymark.svg', import.meta.url)),
);

/** The little picture of browser tabs. */
export const iconPath = icon.path;

const byPath = new Map([stylesheet, script, icon].map((each) => [each.path, each]));

/** The asset of a path, or undefined. */
export const assetAt = (path: string): Asset | undefined => byPath.get(path);
