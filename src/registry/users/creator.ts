/** Onezone's subject: who made a thing. */
export interface Creator {
  type: 'user' | 'nobody';
  id: string | null;
}

/** The creator of a thing; null = made by the system itself. */
export const toCreator = (userId: string | null): Creator =>
  userId === null ? { type: 'nobody', id: null } : { type: 'user', id: userId };
