import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RegistryError, toErrorObject } from './errors.js';

/** An error as one protocol shows it. */
export interface FaceAnswer {
  status: number;
  contentType: string;
  headers?: Record<string, string>;
  body: string;
}

/** How one protocol (REST, OAI-PMH, Handle JSON, EPIC, HTML) shows an error. Each room registers its own for its paths. */
export type Face = (error: RegistryError, request: FastifyRequest) => FaceAnswer;

/** The faces by path: the longest registered path that the request's path starts with wins; REST answers the rest. */
@Injectable()
export class Faces {
  private readonly faces: { path: string; face: Face }[] = [];

  /** @param path such as `/oai_pmh`: the path itself and everything below it */
  register(path: string, face: Face): void {
    this.faces.push({ path, face });
    this.faces.sort((a, b) => b.path.length - a.path.length);
  }

  /** The face that answers for a request. */
  of(request: FastifyRequest): Face {
    const asked = request.url.split('?')[0] ?? '/';
    const found = this.faces.find(
      ({ path }) => path === '/' || asked === path || asked.startsWith(`${path}/`),
    );
    return found?.face ?? restFace;
  }
}

/** Onezone's `{"error":{id,description,details}}`, or RFC 9457 when the client asks for problem+json. */
export const restFace: Face = (error, request) => {
  const object = toErrorObject(error);
  if (request.headers.accept?.includes('application/problem+json') !== true) {
    return { status: error.status, contentType: 'application/json', body: JSON.stringify({ error: object }) };
  }
  const { id, description, details } = object;
  const problem = {
    type: `urn:waymark:error:${id}`,
    title: id,
    status: error.status,
    detail: description,
    ...(details && { details }),
  };
  return { status: error.status, contentType: 'application/problem+json', body: JSON.stringify(problem) };
};
