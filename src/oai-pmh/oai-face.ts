import type { Clock } from '../platform/clock.js';
import { toSecond } from '../platform/clock.js';
import type { Face } from '../platform/faces.js';
import { escapeText } from '../xml/build.js';
import { errorReply } from './response.js';

/** Seconds after which a harvester may come back when nothing better is known. */
const retryAfterSeconds = '60';

/** A body that is no form, whether its media type is known here or not. Source: OAI-PMH 2.0, section 3.1.1.2 */
const notAForm = {
  code: 'badArgument',
  message: 'The arguments of a POST request must be sent as application/x-www-form-urlencoded.',
} as const;

/**
 * How OAI-PMH shows what went wrong outside the protocol: always XML. A body that is no form is an error of the protocol,
 * with status 200 as all of them. What is our fault is 503 with Retry-After, the one answer that harvesters wait for.
 */
export function oaiFace(baseUrl: string, clock: Clock): Face {
  return (error) => {
    const contentType = 'text/xml; charset=utf-8';
    if (error.status < 500) {
      const isBody = error.id === 'unsupportedMediaType' || error.id === 'malformedData';
      const fault = isBody ? notAForm : ({ code: 'badArgument', message: error.message } as const);
      const body = errorReply([fault], toSecond(clock.now()), { baseUrl, attributes: {} });
      const status = isBody ? 200 : error.status;
      return { status, contentType, body: Buffer.concat(body).toString() };
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
