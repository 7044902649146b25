import { escapeAttribute, escapeText } from '../xml/build.js';
import { oaiIdentifier, type OaiContext } from './context.js';
import { element } from './response.js';

/** An id in our form, to show where no record exists yet. */
const noHandle = '0'.repeat(32);

/**
 * The `description` elements of Identify. Each declares its namespaces on itself: harvesters cut them out, and the
 * official validator reads the `xmlns` attribute. Source: OAI-PMH Implementation Guidelines.
 * @param sampleHandleId a handle in the feed; undefined while there is none
 */
export function descriptions(context: OaiContext, sampleHandleId: string | undefined): string[] {
  const blocks = [
    identifierScheme(context, sampleHandleId ?? noHandle),
    rights(context.metadataRightsUrl),
    toolkit(context),
    ...(context.friends.length === 0 ? [] : [friends(context.friends)]),
    ...(context.icon === undefined ? [] : [branding(context.icon)]),
  ];
  return blocks.map((block) => `<description>${block}</description>`);
}

const guidelines = 'http://www.openarchives.org/OAI/2.0/';

function block(name: string, namespace: string, schemaUrl: string, content: string, attributes = ''): string {
  return (
    `<${name} xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"` +
    ` xsi:schemaLocation="${namespace} ${schemaUrl}"${attributes}>${content}</${name}>`
  );
}

function identifierScheme({ repositoryId }: OaiContext, sampleHandleId: string): string {
  const content = [
    element('scheme', 'oai'),
    element('repositoryIdentifier', repositoryId),
    element('delimiter', ':'),
    element('sampleIdentifier', oaiIdentifier(repositoryId, sampleHandleId)),
  ];
  const namespace = `${guidelines}oai-identifier`;
  return block('oai-identifier', namespace, `${namespace}.xsd`, content.join(''));
}

function rights(url: string): string {
  return block(
    'rightsManifest',
    `${guidelines}rights/`,
    `${guidelines}rightsManifest.xsd`,
    `<rights><rightsReference ref="${escapeAttribute(url)}"/></rights>`,
    ` appliesTo="${guidelines}entity#metadata"`,
  );
}

function toolkit({ adminEmail, repositoryName, version }: OaiContext): string {
  const author = element('name', repositoryName) + element('email', adminEmail);
  const content = `${element('title', 'Waymark')}<author>${author}</author>${element('version', version)}`;
  const namespace = 'http://oai.dlib.vt.edu/OAI/metadata/toolkit';
  return block('toolkit', namespace, `${namespace}.xsd`, content);
}

function friends(baseUrls: readonly string[]): string {
  const content = baseUrls.map((url) => element('baseURL', url)).join('');
  return block('friends', `${guidelines}friends/`, `${guidelines}friends.xsd`, content);
}

function branding(icon: string): string {
  const content = `<collectionIcon><url>${escapeText(icon)}</url></collectionIcon>`;
  return block('branding', `${guidelines}branding/`, `${guidelines}branding.xsd`, content);
}
