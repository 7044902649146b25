import type { Clock } from '../platform/clock.js';
import { toSecond } from '../platform/clock.js';
import type { Face } from '../platform/faces.js';
import { escapeText } from '../xml/build.js';
import { errorReply } from './response.js';

/** Seconds after which a harvester may come back when nothing better is known. */
const retryAfterSeconds = '60';

/**
 * How OAI-PMH shows what went wrong outside the protocol: always XML. What is our fault is 503 with Retry-After, the one
 * answer that harvesters wait for.
 */
export function oaiFace(baseUrl: string, clock: Clock): Face {
  return (error) => {
    const contentType = 'text/xml; charset=utf-8';
    if (error.status < 500) {
      const fault = { code: 'badArgument', message: error.message } as const;
      const body = errorReply([fault], toSecond(clock.now()), { baseUrl, attributes: {} });
      return { status: error.status, contentType, body: Buffer.concat(body).toString() };
    }
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n<unavailable>${escapeText(error.message)}</unavailable>\n`;
    return {
      status: 503,
      contentType,
      headers: { 'retry-after': error.headers['retry-after'] ?? retryAfterSeconds },
      body,
    };
  };
}
