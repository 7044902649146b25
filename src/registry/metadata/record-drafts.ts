import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../platform/config.js';
import { RegistryError } from '../../platform/errors.js';
import { Metrics } from '../../platform/metrics.js';
import { prepareRecord, type Preparation } from '../../metadata/prepare.js';
import type { MetadataSchema, RecordIdentity } from '../../metadata/schema.js';
import { findSchema } from '../../metadata/schemas.js';
import { validateBytes, validateDocument, type DocumentReport } from '../../metadata/validate-document.js';
import { localRules, type LocalRules } from './local-rules.js';

/** Metadata ready to be stored: final XML, summary, and one payload a metadataPrefix. */
export type Draft = Extract<Preparation, { valid: true }>;

/** Most problems that an error names. */
const shownProblems = 50;

/** Checks and completes submitted metadata; nothing is stored. With METADATA_XSD_DIR the operator's files check it too. */
@Injectable()
export class RecordDrafts {
  private readonly rules: LocalRules;
  private readonly failures;

  /** @throws Error when a file of METADATA_XSD_DIR does not compile */
  constructor(@Inject(CONFIG) config: Config, metrics: Metrics) {
    this.rules = localRules(config);
    this.failures = metrics.counter(
      'metadata_validation_failures_total',
      'Documents that could not be published as they were, by schema',
      ['format'],
    );
  }

  /** The document as it would be published, or its problems. */
  prepare(schemaName: string, metadata: string, identity: RecordIdentity): Preparation {
    const { options, xsdCheck } = this.rules;
    return prepareRecord(schemaNamed(schemaName), metadata, { ...identity, options }, xsdCheck);
  }

  /**
   * The same for a document that must be right.
   * @throws RegistryError badValueXML with line and reason of the first error, and all problems
   */
  require(schemaName: string, metadata: string, identity: RecordIdentity): Draft {
    const prepared = this.prepare(schemaName, metadata, identity);
    if (prepared.valid) return prepared;
    this.failures.inc({ format: schemaName });
    const first = prepared.problems.find(({ severity }) => severity === 'error');
    throw new RegistryError('badValueXML', {
      key: 'metadata',
      ...(first && { line: first.line, xpath: first.xpath, rule: first.rule, reason: first.message }),
      problems: prepared.problems.slice(0, shownProblems),
    });
  }

  /** A report for people; without a schema by the one of the root element. */
  report(xml: string | Uint8Array, schema?: MetadataSchema): DocumentReport {
    return validateDocument(xml, schema, this.rules);
  }

  /** The same for the body of a request, read as its Content-Type says. */
  reportBody(body: Uint8Array, contentType: string, schema?: MetadataSchema): DocumentReport {
    const [, quoted, plain] = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i.exec(contentType) ?? [];
    const charset = quoted ?? plain;
    return charset === undefined
      ? this.report(body, schema)
      : validateBytes(body, charset, schema, this.rules);
  }
}

/** The schema of a name that a handle carries or a checked body names; a missing one is a fault of the installation. */
export function schemaNamed(name: string): MetadataSchema {
  const schema = findSchema(name);
  if (schema === undefined) throw new Error(`metadata schema ${name} is not part of this Waymark`);
  return schema;
}
