import { plainText, XML_NAMESPACE } from '../../xml/tree.js';
import type { Place, Report } from '../report.js';
import type { ValueCheckName } from '../spec.js';
import { VALUE_CHECKS } from '../value-checks.js';

/** What the value of a DCMI term is checked for, by the element that it refines. */
const CHECKS: Readonly<Partial<Record<string, ValueCheckName>>> = { date: 'date', language: 'language' };

/** A DCMI period (`start=1990; end=1999;`) is a date in a notation of its own. */
const DCMI_PERIOD = /^\s*(?:name|start|end|scheme)\s*=/i;

/** Checks a DCMI term as the Dublin Core element that it goes out as; nothing of it refuses the record. */
export function checkTerm(place: Place, simple: string, report: Report): void {
  const { element } = place;
  const value = plainText(element);
  if (value === '') report.warning('value-blank', place, `${report.nameOf(element)} is empty`);
  else if (!DCMI_PERIOD.test(value)) warn(place, CHECKS[simple], value, report);
  const language = element.attributes.find(
    ({ name, namespace }) => name === 'lang' && namespace === XML_NAMESPACE,
  );
  const tag = language?.value.trim() ?? '';
  if (tag !== '') warn(place, 'language-tag', tag, report);
}

function warn(place: Place, check: ValueCheckName | undefined, value: string, report: Report): void {
  const finding = check === undefined ? undefined : VALUE_CHECKS[check](value);
  if (finding !== undefined) report.warning(finding.rule, place, finding.message);
}
