import type { SummaryPlace } from '../../metadata/summary.js';
import { pointText } from '../map/degrees.js';

/** A place in words: its name, then the coordinates of what is known of it. */
export function placeText({ place, point, box, polygon }: SummaryPlace): string {
  const corners = box && [
    { latitude: box.south, longitude: box.west },
    { latitude: box.north, longitude: box.east },
  ];
  const parts = [
    place,
    point && pointText(point),
    corners?.map(pointText).join(' – '),
    polygon?.map(pointText).join('; '),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
