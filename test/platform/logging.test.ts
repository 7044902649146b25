import { describe, expect, it } from '@jest/globals';
import { QueryFailedError } from 'typeorm';
import { faultWithoutValues } from '../../src/platform/logging.js';

describe('a database fault in the log', () => {
  it('shows its statement and code, and no value of a row', () => {
    const driverError = Object.assign(new Error('duplicate key value violates unique constraint'), {
      code: '23505',
      detail: 'Key (name)=(of a person) already exists.',
      where: 'COPY users, line 1: of a person',
    });
    const fault = new QueryFailedError('INSERT INTO users VALUES ($1)', ['of a person'], driverError);
    const shown = faultWithoutValues(new Error('intake failed', { cause: fault }));
    expect(JSON.stringify(shown)).not.toContain('of a person');
    expect(JSON.stringify(faultWithoutValues(fault))).not.toContain('of a person');
    expect(faultWithoutValues(fault)).toMatchObject({
      type: 'QueryFailedError',
      code: '23505',
      query: 'INSERT INTO users VALUES ($1)',
    });
    expect(shown).toMatchObject({ message: expect.stringMatching(/intake failed.*duplicate key/) });
  });
});
