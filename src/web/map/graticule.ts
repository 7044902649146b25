import type { GeoPoint } from '../../metadata/summary.js';
import { element, type Markup } from '../machine/markup.js';
import { latitudeText, longitudeText } from './degrees.js';
import type { Extent } from './extent.js';

/** Degrees between lines. */
const steps = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60];
const mostLines = 7;
const line = { stroke: '#8aa4ad', 'stroke-width': '1' };
const label = { fill: '#333', 'font-family': 'sans-serif', 'font-size': '13' };

/** Meridians and parallels across an extent, with their degrees. */
export function graticule(
  { west, east, south, north }: Extent,
  project: (point: GeoPoint) => { x: number; y: number },
): Markup[] {
  const step = steps.find((degrees) => (east - west) / degrees <= mostLines) ?? 60;
  const at = (longitude: number, latitude: number) => project({ longitude, latitude });
  const meridians = ticks(west, east, step).flatMap((longitude) => {
    const [top, bottom] = [at(longitude, north), at(longitude, south)];
    const text = longitudeText(longitude);
    return [stroke(top, bottom), element('text', { ...xy(bottom.x + 4, bottom.y - 5), ...label }, [text])];
  });
  const parallels = ticks(south, north, step).flatMap((latitude) => {
    const [left, right] = [at(west, latitude), at(east, latitude)];
    const text = latitudeText(latitude);
    return [stroke(left, right), element('text', { ...xy(4, left.y - 4), ...label }, [text])];
  });
  return [...meridians, ...parallels];
}

/** The multiples of a step that lie clearly inside: a line on the edge has no room for its label. */
function ticks(from: number, to: number, step: number): number[] {
  const inside = (to - from) / 12;
  const first = Math.ceil((from + inside / 4) / step);
  const last = Math.floor((to - inside) / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

const xy = (x: number, y: number) => ({ x: x.toFixed(1), y: y.toFixed(1) });

const stroke = (from: { x: number; y: number }, to: { x: number; y: number }) =>
  element('line', {
    x1: from.x.toFixed(1),
    y1: from.y.toFixed(1),
    x2: to.x.toFixed(1),
    y2: to.y.toFixed(1),
    ...line,
  });
