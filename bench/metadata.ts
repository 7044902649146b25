/**
 * How many DataCite records a second one core takes in, checks and renders in every format, and that memory stays flat.
 * Baseline of the same run: a bare libxml2 parse of the same bytes. `--records N` sets the length of the memory run.
 */
import { ParseOption, XmlDocument } from 'libxml2-wasm';
import { parseArgs } from 'node:util';
import { prepareRecord } from '../src/metadata/prepare.js';
import { findSchema } from '../src/metadata/schemas.js';
import { makeDataciteRecord } from './datacite-record.js';

const { values } = parseArgs({ options: { records: { type: 'string', default: '20000' } } });
const RECORD_BYTES = 25_000;
const SECONDS = 5;

const identity = {
  pid: '10.5072/bench',
  publicHandle: 'doi:10.5072/bench',
  landingUrl: 'https://waymark.example.org/share/bench',
};

/** Calls a second of `work`, after a warm-up of a tenth of the time. */
function rate(work: () => void): number {
  const run = (milliseconds: number): number => {
    const begin = performance.now();
    let count = 0;
    while (performance.now() - begin < milliseconds) {
      work();
      count += 1;
    }
    return (count * 1000) / (performance.now() - begin);
  };
  run(SECONDS * 100);
  return run(SECONDS * 1000);
}

function megabytes(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 1_048_576;
}

const schema = findSchema('oai_datacite');
if (schema === undefined) throw new Error('no schema oai_datacite');
const xml = makeDataciteRecord(RECORD_BYTES);
const bytes = Buffer.from(xml);

const parse = rate(() => {
  XmlDocument.fromBuffer(bytes, { option: ParseOption.XML_PARSE_NONET }).dispose();
});
const prepare = rate(() => {
  if (!prepareRecord(schema, xml, identity).valid) throw new Error('the bench record was refused');
});

const total = Number(values.records);
const samples: number[] = [];
for (let done = 0; done <= total; done += 1) {
  if (done % Math.ceil(total / 10) === 0) samples.push(megabytes());
  prepareRecord(schema, xml, identity);
}
const [, settled = 0] = samples;
const growth = (samples.at(-1) ?? 0) - settled;

console.log(
  `record: ${bytes.length} bytes, formats: ${schema.formats.map(({ prefix }) => prefix).join(' ')}`,
);
console.table({
  'bare libxml2 parse': { 'records/s': Math.round(parse), ratio: '1.00' },
  'intake + validation + all disseminations': {
    'records/s': Math.round(prepare),
    ratio: (prepare / parse).toFixed(2),
  },
});
console.log(
  `memory over ${total} records (MB): ${samples.map((sample) => sample.toFixed(0)).join(' ')}; growth ${growth.toFixed(1)}`,
);
