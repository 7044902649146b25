import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { RegistryError, toErrorObject, type ErrorDetails, type ErrorId } from '../../src/platform/errors.js';
import { Faces, restFace, type Face } from '../../src/platform/faces.js';

const request = (url: string, accept?: string) => ({ url, headers: { accept } }) as unknown as FastifyRequest;

describe('an error', () => {
  it.each<[ErrorId, number, ErrorDetails, string]>([
    ['unauthorized', 401, {}, 'You must authenticate yourself to perform this operation.'],
    ['notFound', 404, {}, 'The resource could not be found.'],
    ['missingRequiredValue', 400, { key: 'name' }, 'Missing required value: name.'],
    [
      'missingAtLeastOneValue',
      400,
      { keys: ['a', 'b'] },
      'Missing data, you must provide at least one of: a, b.',
    ],
    [
      'badValueTextTooLarge',
      400,
      { key: 'metadata', limit: 100_000 },
      'Bad value: provided "metadata" must not exceed 100000 characters.',
    ],
    [
      'badValueIdNotFound',
      400,
      { key: 'resourceId' },
      'Bad value: provided ID ("resourceId") does not exist.',
    ],
    ['conflict', 409, { reason: 'Delete the handle first.' }, 'Delete the handle first.'],
    [
      'externalServiceOperationFailed',
      503,
      { serviceName: 'EPIC' },
      'The handle service "EPIC" refused or failed the operation.',
    ],
  ])('%s has status %i and says what is wrong', (id, status, details, description) => {
    const error = new RegistryError(id, details);
    expect([error.status, error.message]).toEqual([status, description]);
  });

  it('has no details when there are none', () => {
    expect(toErrorObject(new RegistryError('forbidden'))).toEqual({
      id: 'forbidden',
      description: expect.stringContaining('not authorized'),
    });
  });
});

describe('the REST face', () => {
  const error = new RegistryError('badValueEmpty', { key: 'name' });

  it("answers in Onezone's shape", () => {
    const answer = restFace(error, request('/api/v3/onezone/spaces', 'application/json'));
    expect([answer.status, answer.contentType]).toEqual([400, 'application/json']);
    expect(JSON.parse(answer.body)).toEqual({
      error: {
        id: 'badValueEmpty',
        description: 'Bad value: provided "name" must be not empty.',
        details: { key: 'name' },
      },
    });
  });

  it('answers as RFC 9457 asks when asked for it', () => {
    const answer = restFace(error, request('/', 'application/json;q=0.5, application/problem+json'));
    expect(answer.contentType).toBe('application/problem+json');
    expect(JSON.parse(answer.body)).toEqual({
      type: 'urn:waymark:error:badValueEmpty',
      title: 'badValueEmpty',
      status: 400,
      detail: 'Bad value: provided "name" must be not empty.',
      details: { key: 'name' },
    });
  });
});

describe('faces', () => {
  const faceNamed =
    (name: string): Face =>
    () => ({ status: 400, contentType: name, body: '' });
  const faces = new Faces();
  faces.register('/oai_pmh', faceNamed('oai'));
  faces.register('/api/handles', faceNamed('handles'));
  faces.register('/api', faceNamed('api'));

  it.each([
    ['/oai_pmh', 'oai'],
    ['/oai_pmh?verb=Identify', 'oai'],
    ['/oai_pmh_other', 'application/json'],
    ['/api/handles/20.1000/5', 'handles'],
    ['/api/sessions', 'api'],
    ['/elsewhere', 'application/json'],
  ])('%s is answered by %s', (url, name) => {
    const asked = request(url);
    expect(faces.of(asked)(new RegistryError('notFound'), asked).contentType).toBe(name);
  });

  it('fall back to the root when a room registered it', () => {
    const withPages = new Faces();
    withPages.register('/', faceNamed('html'));
    withPages.register('/api', faceNamed('api'));
    const shown = ['/share/1', '/api/x'].map((url) => {
      const asked = request(url);
      return withPages.of(asked)(new RegistryError('notFound'), asked).contentType;
    });
    expect(shown).toEqual(['html', 'api']);
  });
});
