import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { RegistryError } from '../../platform/errors.js';
import { Metrics } from '../../platform/metrics.js';
import { prepareRecord, type Preparation } from '../../metadata/prepare.js';
import type { MetadataSchema, RecordIdentity } from '../../metadata/schema.js';
import { findSchema } from '../../metadata/schemas.js';
import { validateDocument, type DocumentReport } from '../../metadata/validate-document.js';
import { prepareXsdCheck, type XsdCheck } from '../../metadata/xsd-check.js';
import { publicationOptions, type PublicationOptions } from './publication-options.js';

/** Metadata ready to be stored: final XML, summary, and one payload a metadataPrefix. */
export type Draft = Extract<Preparation, { valid: true }>;

/** Most problems that an error names. */
const shownProblems = 50;

/** Checks and completes submitted metadata; nothing is stored. With METADATA_XSD_DIR the operator's files check it too. */
@Injectable()
export class RecordDrafts {
  private readonly xsdCheck: XsdCheck | undefined;
  private readonly options: PublicationOptions;
  private readonly failures;

  /**
   * @param metrics counts what is refused; a command beside the server has none
   * @throws Error when a file of METADATA_XSD_DIR does not compile
   */
  constructor(@Inject(CONFIG) config: Config, @Optional() metrics?: Metrics) {
    const { METADATA_XSD_DIR } = config;
    this.options = publicationOptions(config);
    this.failures = metrics?.counter(
      'metadata_validation_failures_total',
      'Documents that could not be published as they were, by schema',
      ['format'],
    );
    this.xsdCheck = METADATA_XSD_DIR === undefined ? undefined : prepareXsdCheck(readTree(METADATA_XSD_DIR));
  }

  /** The document as it would be published, or its problems. */
  prepare(schemaName: string, metadata: string, identity: RecordIdentity): Preparation {
    const published = { ...identity, options: this.options };
    return prepareRecord(schemaNamed(schemaName), metadata, published, this.xsdCheck);
  }

  /**
   * The same for a document that must be right.
   * @throws RegistryError badValueXML with line and reason of the first error, and all problems
   */
  require(schemaName: string, metadata: string, identity: RecordIdentity): Draft {
    const prepared = this.prepare(schemaName, metadata, identity);
    if (prepared.valid) return prepared;
    this.failures?.inc({ format: schemaName });
    const first = prepared.problems.find(({ severity }) => severity === 'error');
    throw new RegistryError('badValueXML', {
      key: 'metadata',
      ...(first && { line: first.line, xpath: first.xpath, rule: first.rule, reason: first.message }),
      problems: prepared.problems.slice(0, shownProblems),
    });
  }

  /** A report for people; without a schema by the one of the root element. */
  report(xml: string | Uint8Array, schema?: MetadataSchema): DocumentReport {
    return validateDocument(xml, schema, { options: this.options, xsdCheck: this.xsdCheck });
  }
}

/** The schema of a name that a handle carries or a checked body names; a missing one is a fault of the installation. */
export function schemaNamed(name: string): MetadataSchema {
  const schema = findSchema(name);
  if (schema === undefined) throw new Error(`metadata schema ${name} is not part of this Waymark`);
  return schema;
}

/** The files below a folder, by path with `/`. */
function readTree(folder: string): Map<string, Uint8Array> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  return new Map(
    files.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(folder, file).split(path.sep).join('/'), readFileSync(file)];
    }),
  );
}
