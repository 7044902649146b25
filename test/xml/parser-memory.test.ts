import { describe, expect, it } from '@jest/globals';
import { XmlDocument } from 'libxml2-wasm';
import { makeDataciteRecord } from '../../bench/datacite-record.js';
import { intake } from '../../src/xml/intake.js';

const RECORD = makeDataciteRecord(25_000);
const REFUSED = RECORD.replace('</resource>', '</resourc>');

/** Growth of the memory outside the JavaScript heap, where the parser's documents live, in megabytes. */
async function growth(work: () => void, times: number): Promise<number> {
  const before = process.memoryUsage().external;
  for (let done = 0; done < times; done += 1) {
    work();
    if (done % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  return (process.memoryUsage().external - before) / 1_048_576;
}

describe("the parser's memory", () => {
  it('does not grow with documents taken in or refused', async () => {
    intake(RECORD);
    const grown = await growth(() => {
      expect(intake(RECORD).accepted).toBe(true);
      expect(intake(REFUSED).accepted).toBe(false);
    }, 600);
    expect(grown).toBeLessThan(4);
  });

  it('would grow if documents were not disposed of', async () => {
    const kept: XmlDocument[] = [];
    const grown = await growth(() => kept.push(XmlDocument.fromString(RECORD)), 600);
    for (const document of kept) document.dispose();
    expect(grown).toBeGreaterThan(20);
  });
});
