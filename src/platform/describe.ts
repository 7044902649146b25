import { applyDecorators } from '@nestjs/common';
import { ApiExtension, ApiOperation } from '@nestjs/swagger';
import type { ErrorId } from './errors.js';

/** What the API description shows of a route besides what follows from its policy and schemas. */
export interface Example {
  /** Body to send. */
  body?: unknown;
  /** Body of the answer; undefined: it has none. */
  answer?: unknown;
  /** Status of success. */
  status?: number;
  /** The answer may be 202 as well, with the same body: what was asked for takes longer. */
  mayTakeLonger?: boolean;
  /** Entries on a page of a list that is never given whole. */
  usualPage?: number;
  /** Other errors than those of its policy and of body validation, by id. */
  errors?: readonly ErrorId[];
  /** More than the summary. */
  description?: string;
}

/** Describes a route for `/api/openapi.json`: a summary, and an example that a test sends to a running server. */
export const Describe = (summary: string, example: Example = {}) =>
  applyDecorators(
    ApiOperation({ summary, ...(example.description !== undefined && { description: example.description }) }),
    ApiExtension('x-described', example),
  );

/** Ids that examples are written with; the test of the examples puts those of living things in their place. */
export const exampleIds = {
  user: 'a7c1f2d4e5b60718293a4b5c6d7e8f90',
  group: 'b1d2c3e4f5061728394a5b6c7d8e9fa0',
  childGroup: 'bc1d2e3f405162738495a6b7c8d9e0f1',
  parentGroup: 'b9e8d7c6b5a4030201f0e1d2c3b4a596',
  space: 'c0ffee00112233445566778899aabbcc',
  share: 'd4c3b2a1908f7e6d5c4b3a2918070605',
  handleService: 'e5f60718293a4b5c6d7e8f90a1b2c3d4',
  handle: 'f3e000b055c3d0709097fd2dbfd96f90',
  token: '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
  rootFile: '9f8e7d6c5b4a39281706f5e4d3c2b1a0',
} as const;
