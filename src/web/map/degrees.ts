import type { GeoPoint } from '../../metadata/summary.js';

/** Finer than a metre; digits beyond are noise of the arithmetic. */
const finest = 5;

/** `54.5° N`, `0°`. */
export const latitudeText = (degrees: number): string => degreesText(degrees, ['S', 'N']);

/** `14° E`, `0.25° W`. */
export const longitudeText = (degrees: number): string => degreesText(degrees, ['W', 'E']);

/** `54.5° N, 14° E` */
export const pointText = ({ latitude, longitude }: GeoPoint): string =>
  `${latitudeText(latitude)}, ${longitudeText(longitude)}`;

function degreesText(degrees: number, [below, above]: readonly [string, string]): string {
  const amount = Number(Math.abs(degrees).toFixed(finest));
  if (amount === 0) return '0°';
  return `${amount}° ${degrees < 0 ? below : above}`;
}
