import { many, type ElementSpec } from '../spec.js';
import { group, list, loose, one } from './rows.js';

function degrees(name: string, check: 'latitude' | 'longitude'): ElementSpec {
  const help =
    check === 'latitude' ? 'Decimal degrees north, -90 to 90.' : 'Decimal degrees east, -180 to 180.';
  return one(name, help, { checks: [check], example: check === 'latitude' ? '54.35' : '18.65' });
}

const POINT = [degrees('pointLongitude', 'longitude'), degrees('pointLatitude', 'latitude')];

const BOX = [
  degrees('westBoundLongitude', 'longitude'),
  degrees('eastBoundLongitude', 'longitude'),
  degrees('southBoundLatitude', 'latitude'),
  degrees('northBoundLatitude', 'latitude'),
];

const POLYGON = [
  group('polygonPoint', 'A corner; the last one equals the first.', POINT, {
    level: 'required',
    occurs: many(4),
  }),
  group(
    'inPolygonPoint',
    'A point inside, needed where the polygon covers more than half of the earth.',
    POINT,
    {
      since: '4.1',
    },
  ),
];

export const GEO_LOCATIONS = list(
  'geoLocations',
  'Where the resource is about.',
  group('geoLocation', 'A place by name, point, box or polygon.', [
    loose('geoLocationPlace', 'Name of the place.', { occurs: many(), example: 'Gdańsk Bay' }),
    group('geoLocationPoint', 'A point.', POINT, { occurs: many() }),
    group('geoLocationBox', 'A box.', BOX, { occurs: many() }),
    group('geoLocationPolygon', 'A polygon of at least four points.', POLYGON, {
      occurs: many(),
      order: 'sequence',
      since: '4.0',
    }),
  ]),
);
