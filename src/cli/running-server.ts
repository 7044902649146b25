import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { serverFile, type Config } from '../platform/config.js';
import { restRoot } from '../platform/location.js';

/** How a running server is reached: its address, and a token that it takes. */
export interface AnnouncedServer {
  url: string;
  token: string;
}

const announcement = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1) });
const patienceMs = 5_000;

/**
 * The server that server.json of the data folder names, if it answers. A server that was killed leaves the file behind,
 * and by now its process id and port may belong to others: so the answers count, not the file.
 */
export async function runningServer(config: Config): Promise<AnnouncedServer | undefined> {
  const announced = readAnnouncement(serverFile(config));
  return announced !== undefined && (await answers(announced)) ? announced : undefined;
}

/** What the file says; undefined when there is none or it is damaged. */
function readAnnouncement(file: string): AnnouncedServer | undefined {
  try {
    const read = announcement.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return read.success ? read.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** A Waymark answers there, and it is the one that issued the token. */
async function answers({ url, token }: AnnouncedServer): Promise<boolean> {
  const signal = AbortSignal.timeout(patienceMs);
  try {
    const alive = await fetch(`${url}/livez`, { signal });
    if (!alive.ok) return false;
    const user = await fetch(`${url}${restRoot}/user`, { headers: { 'x-auth-token': token }, signal });
    return user.ok;
  } catch {
    return false;
  }
}
