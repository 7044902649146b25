import { lookedUpPath } from '../home/looked-up-name.js';

/**
 * What an address to be embedded names: the page of a share here, or a PID, here or at a resolver of the world.
 * @param publicUrl address of the registry, without a trailing slash
 */
export function embeddedThing(
  address: unknown,
  publicUrl: string,
): { shareId: string } | { pid: string } | undefined {
  if (typeof address !== 'string' || !URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  const shareId = /^\/share\/([0-9a-f]{32})\/?$/.exec(pathname)?.[1];
  if (shareId !== undefined) return origin === new URL(publicUrl).origin ? { shareId } : undefined;
  const path = lookedUpPath(address);
  return path === undefined ? undefined : { pid: decodeURIComponent(path.slice(1)) };
}
