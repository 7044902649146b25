import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PidDriverError, type PidFailureClass, type PidTarget } from '../../src/pid/driver.js';
import { type DriverUnderTest, targetUnder } from '../support/drivers.js';

/** What every driver must do, whatever protocol it speaks. Cells that a protocol cannot have follow its promises. */
export function driverContract(name: string, open: () => Promise<DriverUnderTest>): void {
  describe(`the driver contract: ${name}`, () => {
    let subject: DriverUnderTest;
    const signal = new AbortController().signal;
    const target = (suffix: string, revision?: number): PidTarget =>
      targetUnder(subject.prefix, suffix, revision);

    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject.close());

    it('finds its account in order', async () => {
      expect((await subject.driver.check(signal)).confirmed).not.toEqual([]);
    });

    it('registers a PID that leads to its landing page', async () => {
      await subject.driver.register(target('new'), signal);
      expect(await subject.leadsTo(target('new').pid)).toBe(target('new').url);
    });

    it('updates to the newest revision', async () => {
      await subject.driver.register(target('changed'), signal);
      await subject.driver.update(target('changed', 2), signal);
      expect(await subject.leadsTo(target('changed').pid)).toBe(target('changed', 2).url);
    });

    it('may repeat an update', async () => {
      await subject.driver.register(target('twice'), signal);
      await subject.driver.update(target('twice', 2), signal);
      await subject.driver.update(target('twice', 2), signal);
      expect(await subject.leadsTo(target('twice').pid)).toBe(target('twice', 2).url);
    });

    it('withdraws: the PID no longer leads to the page', async () => {
      await subject.driver.register(target('gone'), signal);
      await subject.driver.unregister(target('gone', 2), signal);
      expect([undefined, target('gone').tombstoneUrl]).toContain(await subject.leadsTo(target('gone').pid));
    });

    it('may repeat a withdrawal, even of a PID that never was', async () => {
      await subject.driver.register(target('gone-twice'), signal);
      await subject.driver.unregister(target('gone-twice', 2), signal);
      await subject.driver.unregister(target('gone-twice', 2), signal);
      await subject.driver.unregister(target('never-was'), signal);
      expect(await subject.leadsTo(target('never-was').pid)).toBeUndefined();
    });

    it('creates only, where it promises so', async () => {
      if (!subject.driver.promises.createOnly) return;
      await subject.plantForeign(target('taken').pid);
      const before = await subject.leadsTo(target('taken').pid);
      expect(await failureOf(subject.driver.register(target('taken'), signal))).toBe('exists');
      expect(await subject.leadsTo(target('taken').pid)).toBe(before);
    });

    it('tells absent, ours and foreign apart, where it promises so', async () => {
      if (!subject.driver.promises.inspect) return;
      await subject.driver.register(target('mine'), signal);
      await subject.plantForeign(target('theirs').pid);
      expect(await subject.driver.inspect(target('absent'), signal)).toEqual({ found: 'absent' });
      expect(await subject.driver.inspect(target('mine'), signal)).toMatchObject({
        found: 'ours',
        revision: 1,
      });
      expect(await subject.driver.inspect(target('theirs'), signal)).toEqual({ found: 'foreign' });
    });

    it('never touches a foreign record by updating or withdrawing, where it can tell', async () => {
      if (!subject.driver.promises.inspect) return;
      await subject.plantForeign(target('foreign').pid);
      const before = await subject.leadsTo(target('foreign').pid);
      await failureOf(subject.driver.update(target('foreign', 2), signal));
      await failureOf(subject.driver.unregister(target('foreign', 2), signal));
      expect(await subject.leadsTo(target('foreign').pid)).toBe(before);
    });

    it('says so when a registered PID is gone', async () => {
      const outcome = await failureOf(subject.driver.update(target('lost', 2), signal));
      if (subject.driver.promises.inspect) expect(outcome).toBe('drifted');
    });

    it('refuses another prefix before any request', async () => {
      const foreign = targetUnder('99.OTHER', 'x');
      expect(await failureOf(subject.driver.register(foreign, signal))).toBe('permanent');
      expect(await failureOf(subject.driver.update(foreign, signal))).toBe('permanent');
      expect(await failureOf(subject.driver.unregister(foreign, signal))).toBe('permanent');
      expect(await failureOf(subject.driver.inspect(foreign, signal))).toBe('permanent');
    });

    it('refuses a PID that a request would take for another name', async () => {
      const astray = target('a/../../99.OTHER/x');
      expect(await failureOf(subject.driver.register(astray, signal))).toBe('permanent');
      expect(await failureOf(subject.driver.inspect(astray, signal))).toBe('permanent');
    });
  });
}

/** The class of the failure that a call ends in; undefined when it succeeds. */
export async function failureOf(call: Promise<unknown>): Promise<PidFailureClass | undefined> {
  try {
    await call;
    return undefined;
  } catch (error) {
    if (error instanceof PidDriverError) return error.failure.class;
    throw error;
  }
}
