import { Injectable } from '@nestjs/common';

/** Holds the OpenAPI document, which can be made only once the whole application stands. */
@Injectable()
export class ApiDescription {
  private make: () => object = () => ({});
  private made: object | undefined;

  /** Says how to make the document; it is made when first asked for. */
  describeBy(make: () => object): void {
    this.make = make;
    this.made = undefined;
  }

  /** The OpenAPI document. */
  document(): object {
    return (this.made ??= this.make());
  }
}
