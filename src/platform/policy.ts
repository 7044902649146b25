import { SetMetadata } from '@nestjs/common';

/** Metadata key under which every route keeps its policy. A route without one is refused by the policy guard. */
export const POLICY = 'waymark:policy';

/** Anyone may call it, with or without credentials. */
export interface PublicPolicy {
  kind: 'public';
}

/** A protocol face that authenticates by its own rules (Handle HTTP JSON, EPIC …). */
export interface FacePolicy {
  kind: 'face';
  face: string;
}

/** Marks a route that anyone may call. */
export const Public = () => SetMetadata(POLICY, { kind: 'public' } satisfies PublicPolicy);

/** Marks a route whose protocol brings its own authentication. */
export const AuthenticatesItself = (face: string) =>
  SetMetadata(POLICY, { kind: 'face', face } satisfies FacePolicy);
