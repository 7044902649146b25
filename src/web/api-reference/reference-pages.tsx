import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { RegistryError } from '../../platform/errors.js';
import { ApiDescription } from '../../registry/api-description/api-description.js';
import { encoded, type Encoded } from '../assets/encodings.js';
import { renderDocument } from '../page/html.js';
import type { PageContext } from '../page/page-context.js';
import { errorsPage, pageOf, referencePath } from './addresses.js';
import { ErrorsPage } from './errors-page.js';
import { IndexPage } from './index-page.js';
import { referenceOf } from './read-reference.js';
import type { Reference } from './reference.js';
import { matching } from './search.js';
import { SearchPage } from './search-page.js';
import { TagPage } from './tag-page.js';

/** The pages of the API reference. They change with the program alone, so each is rendered and compressed once. */
@Injectable()
export class ReferencePages {
  private readonly pages = new Map<string, Encoded>();
  private published: Encoded | undefined;
  private reference: Reference | undefined;

  constructor(private readonly description: ApiDescription) {}

  /** The OpenAPI document. */
  document(): Encoded {
    return (this.published ??= encoded(JSON.stringify(this.description.document())));
  }

  /**
   * A page in the reader's language, whatever else its address says.
   * @param name a tag, or `errors`; none: the index
   * @throws RegistryError notFound when there is no such page
   */
  kept(context: PageContext, name?: string): Encoded {
    const key = `${context.language} ${name ?? ''}`;
    const known = this.pages.get(key);
    if (known !== undefined) return known;
    const address = name === undefined ? referencePath : pageOf(name);
    const body = encoded(renderDocument(this.page({ ...context, address }, name)));
    this.pages.set(key, body);
    return body;
  }

  /** The operations that a question finds. */
  found(context: PageContext, question: string): VNode {
    return <SearchPage context={context} question={question} groups={matching(this.read(), question)} />;
  }

  private page(context: PageContext, name: string | undefined): VNode {
    const reference = this.read();
    if (name === undefined) return <IndexPage context={context} reference={reference} />;
    if (name === errorsPage) return <ErrorsPage context={context} errors={reference.errors} />;
    const operations = reference.groups.get(name);
    if (operations === undefined) throw new RegistryError('notFound');
    return <TagPage context={context} tag={name} operations={operations} />;
  }

  /** The document can be read only once the whole application stands. */
  private read(): Reference {
    return (this.reference ??= referenceOf(this.description.document()));
  }
}
