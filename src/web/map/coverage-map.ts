import type { GeoPoint, SummaryPlace } from '../../metadata/summary.js';
import { element, type Markup } from '../machine/markup.js';
import { extentOf, shapesOf, type Extent, type Shape } from './extent.js';
import { graticule } from './graticule.js';

/** Pixels; twice as wide as high, as the extent is in degrees. */
const width = 640;
const height = width / 2;
const covered = { fill: '#0b5563', 'fill-opacity': '0.35', stroke: '#0b5563', 'stroke-width': '2' };

/** Where a point of the Earth is drawn. */
export type Projection = (point: GeoPoint) => { x: number; y: number };

/** True when there is anything to draw. */
export const hasMap = (places: readonly SummaryPlace[]): boolean => shapesOf(places).length > 0;

/**
 * The places of a record on a plain grid of meridians and parallels, as SVG: without a map of anybody else.
 * Equirectangular, degrees named at the edges. Shown as a picture, so its colours are its own.
 */
export function coverageMap(places: readonly SummaryPlace[]): string {
  const shapes = shapesOf(places);
  const extent = extentOf(shapes);
  const project = projection(extent);
  const ground = element('rect', { width: String(width), height: String(height), fill: '#eef4f6' });
  const drawing = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width: String(width),
      height: String(height),
      role: 'img',
    },
    [ground, ...graticule(extent, project), ...shapes.map((shape) => drawn(shape, project))],
  );
  return drawing.xml;
}

const rounded = (value: number) => String(Math.round(value * 10) / 10);

function projection({ west, east, north, south }: Extent): Projection {
  return ({ latitude, longitude }) => ({
    x: ((longitude - west) / (east - west)) * width,
    y: ((north - latitude) / (north - south)) * height,
  });
}

function drawn(shape: Shape, project: Projection): Markup {
  if (shape.kind === 'point') {
    const { x, y } = project(shape.at);
    return element('circle', { cx: rounded(x), cy: rounded(y), r: '7', ...covered });
  }
  const corners = shape.kind === 'box' ? cornersOfBox(shape.extent) : shape.corners;
  const points = corners.map(project).map(({ x, y }) => `${rounded(x)},${rounded(y)}`);
  // Small areas stay visible by their outline.
  return element('polygon', { points: points.join(' '), 'stroke-linejoin': 'round', ...covered });
}

function cornersOfBox({ west, east, south, north }: Extent): GeoPoint[] {
  return [
    { latitude: south, longitude: west },
    { latitude: south, longitude: east },
    { latitude: north, longitude: east },
    { latitude: north, longitude: west },
  ];
}
