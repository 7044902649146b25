import type { GeoPoint, SummaryPlace } from '../../metadata/summary.js';

/** A rectangle of the map, in degrees; east is never below west. */
export interface Extent {
  west: number;
  east: number;
  south: number;
  north: number;
}

/** What is drawn of a place. */
export type Shape =
  | { kind: 'point'; at: GeoPoint }
  | { kind: 'box'; extent: Extent }
  | { kind: 'polygon'; corners: GeoPoint[] };

/** More would be a blot; the rest stands in the metadata. */
const mostShapes = 100;
const mostCorners = 1000;
/** Narrowest map: a place is shown with its surroundings. */
const narrowest = 0.1;
const margin = 1.4;

const isOnEarth = ({ latitude, longitude }: GeoPoint) =>
  Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;

/** The shapes of places; a box over the 180th meridian is two. What lies outside of the Earth is left out. */
export function shapesOf(places: readonly SummaryPlace[]): Shape[] {
  return places.flatMap(shapesOfPlace).slice(0, mostShapes);
}

function shapesOfPlace({ point, box, polygon = [] }: SummaryPlace): Shape[] {
  const points: Shape[] = point !== undefined && isOnEarth(point) ? [{ kind: 'point', at: point }] : [];
  const corners = polygon.slice(0, mostCorners);
  const polygons: Shape[] =
    corners.length >= 3 && corners.every(isOnEarth) ? [{ kind: 'polygon', corners }] : [];
  return [...points, ...(box === undefined ? [] : boxes(box)), ...polygons];
}

function boxes(box: Extent): Shape[] {
  const { west, east, south, north } = box;
  const ends = [
    { latitude: south, longitude: west },
    { latitude: north, longitude: east },
  ];
  if (!ends.every(isOnEarth) || south > north) return [];
  const parts =
    west <= east
      ? [box]
      : [
          { ...box, east: 180 },
          { ...box, west: -180 },
        ];
  return parts.map((extent) => ({ kind: 'box', extent }));
}

/** The part of the Earth that a map of these shapes shows: twice as wide as high, in degrees. */
export function extentOf(shapes: readonly Shape[]): Extent {
  const bounds = boundsOf(shapes);
  const wanted = Math.max(bounds.east - bounds.west, 2 * (bounds.north - bounds.south)) * margin;
  const width = Math.min(360, Math.max(narrowest, wanted === 0 ? 10 : wanted));
  const west = within((bounds.west + bounds.east - width) / 2, -180, 180 - width);
  const south = within((bounds.south + bounds.north - width / 2) / 2, -90, 90 - width / 2);
  return { west, east: west + width, south, north: south + width / 2 };
}

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

function boundsOf(shapes: readonly Shape[]): Extent {
  const points = shapes.flatMap(cornersOf);
  const longitudes = points.map(({ longitude }) => longitude);
  const latitudes = points.map(({ latitude }) => latitude);
  return {
    west: Math.min(...longitudes),
    east: Math.max(...longitudes),
    south: Math.min(...latitudes),
    north: Math.max(...latitudes),
  };
}

function cornersOf(shape: Shape): GeoPoint[] {
  if (shape.kind === 'point') return [shape.at];
  if (shape.kind === 'polygon') return shape.corners;
  const { west, east, south, north } = shape.extent;
  return [
    { latitude: south, longitude: west },
    { latitude: north, longitude: east },
  ];
}
