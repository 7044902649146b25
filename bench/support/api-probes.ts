import { restRoot } from '../../src/platform/location.js';
import { groupId, type Community } from './community.js';
import type { Call } from './timed-call.js';

/** A server under measurement: whom its data is about, and what the bench has made in it so far. */
export interface Place extends Community {
  port: number;
  handles: number;
  /** Ids of the shares and handles that the rounds made, by round. */
  shares: string[];
  registered: string[];
}

/** One kind of request about a single object. */
export interface Probe {
  name: string;
  status: number;
  call: (place: Place, round: number) => Call;
  /** Keeps what was made, by the id at the end of its Location. */
  keep?: 'shares' | 'registered';
}

/** The id of the nth handle; its share has the same number. */
export const handleId = (n: number) => `handle${n}`;
const shareId = (n: number) => `share${n}`;

const metadata = (title: string) =>
  '<?xml version="1.0" encoding="utf-8" ?><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">' +
  `<dc:title>${title}</dc:title><dc:creator>Doe, Jane</dc:creator><dc:date>2026</dc:date></metadata>`;

/** Metadata of the handles that stand there before. */
export const standingMetadata = metadata('Snow depths');

const someHandle = ({ handles }: Place, round: number) => (round * 7919) % handles;

/** A read by someone who may see the thing only through many groups. */
const read = (name: string, path: (place: Place, round: number) => string): Probe => ({
  name: `GET ${name}`,
  status: 200,
  call: (place, round) => ({
    method: 'GET',
    path: restRoot + path(place, round),
    token: place.memberToken,
  }),
});

const reads: Probe[] = [
  read('/handles/{id}', (place, n) => `/handles/${handleId(someHandle(place, n))}`),
  read('/handles/{id}/public', (place, n) => `/handles/${handleId(someHandle(place, n))}/public`),
  read(
    '/user/effective_handles/{id}',
    (place, n) => `/user/effective_handles/${handleId(someHandle(place, n))}`,
  ),
  read(
    '/handles/{id}/effective_users/{uid}',
    (place, n) => `/handles/${handleId(someHandle(place, n))}/effective_users/${place.memberId}`,
  ),
  read(
    '/handles/{id}/effective_users/{uid}/privileges',
    (place, n) => `/handles/${handleId(someHandle(place, n))}/effective_users/${place.memberId}/privileges`,
  ),
  read(
    '/handles/{id}/effective_users/{uid}/membership',
    (place, n) => `/handles/${handleId(someHandle(place, n))}/effective_users/${place.memberId}/membership`,
  ),
  read(
    '/handle_services/{id}/handles/{hid}',
    (place, n) => `/handle_services/${place.serviceId}/handles/${handleId(someHandle(place, n))}`,
  ),
  read('/handle_services/{id}', ({ serviceId }) => `/handle_services/${serviceId}`),
  read('/shares/{id}', (place, n) => `/shares/${shareId(someHandle(place, n))}`),
  read('/spaces/{id}', () => '/spaces/bench'),
  read('/groups/{id}', () => `/groups/${groupId(0)}`),
  read('/user', () => '/user'),
];

const asPublisher = (place: Place, method: string, path: string, body?: unknown): Call => ({
  method,
  path: restRoot + path,
  token: place.publisherToken,
  ...(body !== undefined && { body }),
});

/** Changes, in the order of a handle's life; the publisher holds every handle there is by a grant of his own. */
const changes: Probe[] = [
  {
    name: 'POST /spaces/{id}/shares',
    status: 201,
    keep: 'shares',
    call: (place, n) =>
      asPublisher(place, 'POST', '/spaces/bench/shares', {
        name: `Share ${n}`,
        targetUrl: 'https://data.example.org/',
      }),
  },
  {
    name: 'POST /user/handles',
    status: 201,
    keep: 'registered',
    call: (place, n) =>
      asPublisher(place, 'POST', '/user/handles', {
        handleServiceId: place.serviceId,
        resourceType: 'Share',
        resourceId: place.shares[n],
        metadataSchema: 'oai_dc',
        metadata: metadata(`Series ${n}`),
      }),
  },
  {
    name: 'PATCH /handles/{id}',
    status: 204,
    call: (place, n) =>
      asPublisher(place, 'PATCH', `/handles/${place.registered[n]}`, { metadata: metadata(`Better ${n}`) }),
  },
  {
    name: 'PUT /handles/{id}/users/{uid}',
    status: 201,
    call: (place, n) =>
      asPublisher(place, 'PUT', `/handles/${place.registered[n]}/users/${place.memberId}`, {}),
  },
  {
    name: 'PATCH /handles/{id}/users/{uid}/privileges',
    status: 204,
    call: (place, n) =>
      asPublisher(place, 'PATCH', `/handles/${place.registered[n]}/users/${place.memberId}/privileges`, {
        grant: ['handle_update'],
      }),
  },
  {
    name: 'DELETE /handles/{id}',
    status: 204,
    call: (place, n) => asPublisher(place, 'DELETE', `/handles/${place.registered[n]}`),
  },
  {
    name: 'DELETE /shares/{id}',
    status: 204,
    call: (place, n) => asPublisher(place, 'DELETE', `/shares/${place.shares[n]}`),
  },
];

/** Requests about single objects, in the order in which they can be made. */
export const probes: readonly Probe[] = [...reads, ...changes];
