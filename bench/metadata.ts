/**
 * How many DataCite records a second one core takes in, checks and renders in every format, and that memory stays flat.
 * Seconds are those of the processor, so that other work on the machine does not count. Baseline of the same run: a bare
 * libxml2 parse of the same bytes. `--records N` sets the length of the memory run.
 */
import { ParseOption, XmlDocument } from 'libxml2-wasm';
import { setImmediate } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { EXAMPLE_IDENTITY, prepareRecord } from '../src/metadata/prepare.js';
import { findSchema } from '../src/metadata/schemas.js';
import { makeDataciteRecord } from './datacite-record.js';

const { values } = parseArgs({ options: { records: { type: 'string', default: '20000' } } });
const RECORD_BYTES = 25_000;
const SECONDS = 4;
const SAMPLES = 10;

function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

/** Calls of `work` in a second of one core, after a warm-up. */
function rate(work: () => void): number {
  const run = (seconds: number): number => {
    const begin = processorSeconds();
    let count = 0;
    while (processorSeconds() - begin < seconds) {
      work();
      count += 1;
    }
    return count / (processorSeconds() - begin);
  };
  run(SECONDS / 4);
  return run(SECONDS);
}

/** What is alive: the heap and the parser's memory after a collection, in megabytes. */
function liveMegabytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}

const schema = findSchema('oai_datacite');
if (schema === undefined) throw new Error('no schema oai_datacite');
const xml = makeDataciteRecord(RECORD_BYTES);
const bytes = Buffer.from(xml);

const parse = rate(() => {
  XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET }).dispose();
});
const prepare = rate(() => {
  if (!prepareRecord(schema, xml, EXAMPLE_IDENTITY).valid) throw new Error('the bench record was refused');
});

console.log(
  `record: ${bytes.length} bytes, formats: ${schema.formats.map(({ prefix }) => prefix).join(' ')}`,
);
console.table({
  'bare libxml2 parse': { 'records/s on one core': Math.round(parse), ratio: '1.00' },
  'intake + validation + all disseminations': {
    'records/s on one core': Math.round(prepare),
    ratio: (prepare / parse).toFixed(2),
  },
});

const total = Number(values.records);
const live: number[] = [];
for (let done = 0; done <= total; done += 1) {
  if (done % 100 === 0) await setImmediate();
  if (done % Math.ceil(total / SAMPLES) === 0) live.push(liveMegabytes());
  prepareRecord(schema, xml, EXAMPLE_IDENTITY);
}
const [, settled = 0] = live;
const growth = (live.at(-1) ?? 0) - settled;
console.log(`live memory over ${total} records (MB): ${live.map((sample) => sample.toFixed(1)).join(' ')}`);
console.log(
  `growth after the first tenth: ${growth.toFixed(2)} MB; resident: ${(process.memoryUsage.rss() / 1_048_576).toFixed(0)} MB`,
);
