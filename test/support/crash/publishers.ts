import type { Promised } from './checker.js';

/** Where the crashing servers can be reached; whoever is alive answers. */
export interface Publishing {
  urls: readonly string[];
  token: string;
  serviceId: string;
  /** Called with each answer, so that a crash may follow it (C8). */
  onAnswer: () => void;
  /** Resolves when one more share may be published. */
  turn: () => Promise<void>;
  /** No try begins after this instant (`performance.now()`). */
  until: number;
}

/** Clients whose server is down must not take the processor away from its restart. */
const retryMs = 100;
const metadata = `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></metadata>`;

/** Clients that want every share published and try again until somebody tells them where their handle is. */
export async function publishAll(
  shares: readonly string[],
  clients: number,
  to: Publishing,
): Promise<Promised[]> {
  const promised: Promised[] = [];
  const waiting = [...shares];
  const client = async (number: number) => {
    for (let shareId = waiting.shift(); shareId !== undefined; shareId = waiting.shift()) {
      let known: Promised | undefined;
      await to.turn();
      for (let tries = number; known === undefined; tries++) {
        known = await publishOne(shareId, to.urls[tries % to.urls.length] ?? '', to);
        if (performance.now() > to.until) throw new Error(`${waiting.length} shares are still unpublished`);
        if (known === undefined) await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
      promised.push(known);
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  return promised;
}

/** @returns undefined when no answer came: the client does not know what has happened */
async function publishOne(shareId: string, url: string, to: Publishing): Promise<Promised | undefined> {
  const body = JSON.stringify({
    handleServiceId: to.serviceId,
    resourceType: 'Share',
    resourceId: shareId,
    metadataSchema: 'oai_dc',
    metadata,
  });
  const answer = await ask(`${url}/api/v3/onezone/user/handles`, to.token, body);
  if (answer === undefined) return undefined;
  to.onAnswer();
  if (answer.status === 201 || answer.status === 202)
    return { status: answer.status, handleId: answer.json.handleId, shareId };
  if (answer.status === 503) {
    const handleId = answer.json.error?.details?.handleId;
    return typeof handleId === 'string' ? { status: 503, handleId, shareId } : undefined;
  }
  if (answer.status !== 409)
    throw new Error(`unexpected answer ${answer.status}: ${JSON.stringify(answer.json)}`);
  // The first try was committed although its answer was lost: the share itself is the key.
  const share = await ask(`${url}/api/v3/onezone/shares/${shareId}`, to.token);
  const handleId = share?.status === 200 ? share.json.handleId : undefined;
  return typeof handleId === 'string' ? { status: 409, handleId, shareId } : undefined;
}

type Loose = ReturnType<typeof JSON.parse>;

/** One request; undefined when the server died meanwhile. */
export async function ask(
  url: string,
  token: string,
  body?: string,
): Promise<{ status: number; json: Loose; location: string } | undefined> {
  try {
    const response = await fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'x-auth-token': token, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    const json: Loose = text.startsWith('{') ? JSON.parse(text) : {};
    return { status: response.status, json, location: response.headers.get('location') ?? '' };
  } catch {
    return undefined;
  }
}
