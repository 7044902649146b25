import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CONFIG, type Config } from './config.js';

/** Root of the REST API's paths. */
export const restRoot = '/api/v3/onezone';

/** Answers of creations: 201 with the absolute `Location` of the new thing. */
@Injectable()
export class Locations {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  /** Sets 201 and `Location`; `path` is below the REST root and starts with a slash. */
  created(reply: FastifyReply, path: string, status = 201): void {
    void reply.status(status).header('location', `${this.config.PUBLIC_URL}${restRoot}${path}`);
  }

  /** `Location` header of a path below the REST root. */
  of(path: string): string {
    return `${this.config.PUBLIC_URL}${restRoot}${path}`;
  }
}
