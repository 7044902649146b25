import { isUriReference } from './uri.js';

/** A licence as far as a text or URI tells it. */
export interface Licence {
  readonly uri?: string;
  /** SPDX identifier, where it is one. */
  readonly spdx?: string;
}

const CC_URI =
  /^https?:\/\/(?:www\.)?creativecommons\.org\/(licenses|publicdomain)\/([a-z+-]+)\/(\d\.\d)(?:\/([a-z]{2,3}))?(?:\/.*)?$/i;
const CC_NAME =
  /^(?:cc|creative commons)[\s-]*(by(?:[\s-](?:nc|nd|sa)){0,2})(?:[\s-]*v?(\d\.\d))?(?:[\s-]+international)?$/i;

/** Licences outside Creative Commons that records name by address or by SPDX identifier. */
const OTHERS: readonly (readonly [string, RegExp])[] = [
  ['Apache-2.0', /apache\.org\/licenses\/license-2\.0|^apache(?: license)?[\s,-]*(?:version )?2(?:\.0)?$/i],
  ['MIT', /opensource\.org\/licenses?\/mit\/?$|^mit(?: license)?$/i],
  ['BSD-3-Clause', /opensource\.org\/licenses?\/bsd-3-clause\/?$|^bsd-3-clause$/i],
  ['BSD-2-Clause', /opensource\.org\/licenses?\/bsd-2-clause\/?$|^bsd-2-clause$/i],
  ['GPL-3.0-or-later', /^gpl-3\.0-or-later$/i],
  [
    'GPL-3.0-only',
    /gnu\.org\/licenses\/gpl-3\.0|opensource\.org\/licenses?\/gpl-3\.0\/?$|^gpl-3\.0(?:-only)?$/i,
  ],
  ['GPL-2.0-only', /gnu\.org\/licenses\/(?:old-licenses\/)?gpl-2\.0|^gpl-2\.0(?:-only)?$/i],
  ['LGPL-3.0-only', /gnu\.org\/licenses\/lgpl-3\.0|^lgpl-3\.0(?:-only)?$/i],
  ['AGPL-3.0-only', /gnu\.org\/licenses\/agpl-3\.0|^agpl-3\.0(?:-only)?$/i],
  ['MPL-2.0', /mozilla\.org\/(?:[a-z-]+\/)?mpl\/2\.0|^mpl-2\.0$/i],
  ['EUPL-1.2', /joinup\.ec\.europa\.eu\/\S*eupl|^eupl-1\.2$/i],
  ['ODbL-1.0', /opendatacommons\.org\/licenses\/odbl|^odbl-1\.0$/i],
  ['ODC-By-1.0', /opendatacommons\.org\/licenses\/by|^odc-by-1\.0$/i],
  ['PDDL-1.0', /opendatacommons\.org\/licenses\/pddl|^pddl-1\.0$/i],
  ['etalab-2.0', /^etalab-2\.0$/i],
];

/** Recognises a licence in a rights statement: a Creative Commons address or short name, or a common SPDX licence. */
export function recogniseLicence(text: string): Licence | undefined {
  const trimmed = text.trim();
  if (/^https?:/i.test(trimmed) && !isUriReference(trimmed)) return undefined;
  const byUri = creativeCommonsByUri(trimmed) ?? creativeCommonsByName(trimmed);
  if (byUri !== undefined) return byUri;
  const spdx = OTHERS.find(([, pattern]) => pattern.test(trimmed))?.[0];
  if (spdx !== undefined)
    return /^https?:/i.test(trimmed) ? { uri: trimmed, spdx } : { uri: spdxUri(spdx), spdx };
  return /^https?:\/\/\S+$/i.test(trimmed) ? { uri: trimmed } : undefined;
}

/** The page that describes an SPDX licence. */
function spdxUri(spdx: string): string {
  return `https://spdx.org/licenses/${spdx}.html`;
}

function creativeCommonsByUri(text: string): Licence | undefined {
  const match = CC_URI.exec(text);
  if (match === null) return undefined;
  const [, family = '', kind = '', version = '', country] = match;
  if (family.toLowerCase() === 'licenses') {
    const spdx = ['CC', kind.toUpperCase(), version, country?.toUpperCase()].filter(Boolean).join('-');
    return country === undefined ? { uri: text, spdx } : { uri: text };
  }
  if (kind.toLowerCase() === 'zero') return { uri: text, spdx: `CC0-${version}` };
  return kind.toLowerCase() === 'mark' ? { uri: text, spdx: 'CC-PDM-1.0' } : { uri: text };
}

function creativeCommonsByName(text: string): Licence | undefined {
  if (/^cc[\s-]*0(?:[\s-]*(?:1\.0|universal))*$/i.test(text)) {
    return { uri: 'https://creativecommons.org/publicdomain/zero/1.0/', spdx: 'CC0-1.0' };
  }
  const match = CC_NAME.exec(text);
  const version = match?.[2];
  if (match === null || version === undefined) return undefined;
  const kind = (match[1] ?? '').toLowerCase().replace(/\s/g, '-');
  return {
    uri: `https://creativecommons.org/licenses/${kind}/${version}/`,
    spdx: `CC-${kind.toUpperCase()}-${version}`,
  };
}
