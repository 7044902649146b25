import type { SummaryPlace } from '../../metadata/summary.js';

/** A place in words: its name, then the coordinates of what is known of it. */
export function placeText({ place, point, box, polygon }: SummaryPlace): string {
  const parts = [
    place,
    point && `${point.latitude}, ${point.longitude}`,
    box && `${box.south}, ${box.west} – ${box.north}, ${box.east}`,
    polygon?.map(({ latitude, longitude }) => `${latitude}, ${longitude}`).join('; '),
  ];
  return parts.filter((part) => part !== undefined && part !== '').join(' · ');
}
