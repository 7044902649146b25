import { childElement, childElements, plainText, type XmlElement } from '../../xml/tree.js';
import type { GeoPoint, SummaryPlace } from '../summary.js';

/** The places of one geoLocation: its name with its first shape, further shapes after it. */
export function readPlaces(element: XmlElement): SummaryPlace[] {
  const names = childElements(element, 'geoLocationPlace').map(plainText).filter(Boolean);
  const shapes: SummaryPlace[] = [
    ...childElements(element, 'geoLocationPoint').flatMap((point) =>
      readPoint(point).map((at) => ({ point: at })),
    ),
    ...childElements(element, 'geoLocationBox').flatMap(readBox),
    ...childElements(element, 'geoLocationPolygon').map((polygon) => ({
      polygon: childElements(polygon, 'polygonPoint').flatMap(readPoint),
    })),
  ];
  const [place, ...otherNames] = names;
  const [shape = {}, ...otherShapes] = shapes;
  const first = place === undefined ? shape : { place, ...shape };
  const all = [first, ...otherShapes, ...otherNames.map((name) => ({ place: name }))];
  return all.filter((entry) => Object.keys(entry).length > 0);
}

function readPoint(element: XmlElement): GeoPoint[] {
  const latitude = numberIn(element, 'pointLatitude');
  const longitude = numberIn(element, 'pointLongitude');
  return latitude === undefined || longitude === undefined ? [] : [{ latitude, longitude }];
}

function readBox(element: XmlElement): SummaryPlace[] {
  const west = numberIn(element, 'westBoundLongitude');
  const east = numberIn(element, 'eastBoundLongitude');
  const south = numberIn(element, 'southBoundLatitude');
  const north = numberIn(element, 'northBoundLatitude');
  if (west === undefined || east === undefined || south === undefined || north === undefined) return [];
  return [{ box: { west, east, south, north } }];
}

function numberIn(parent: XmlElement, name: string): number | undefined {
  const element = childElement(parent, name);
  const value = element === undefined ? Number.NaN : Number.parseFloat(plainText(element));
  return Number.isNaN(value) ? undefined : value;
}
