import { Entity } from 'typeorm';
import {
  BooleanColumn,
  InstantColumn,
  IntegerColumn,
  KeyColumn,
  OptionalInstantColumn,
  OptionalTextColumn,
  TextColumn,
} from '../../platform/database/columns.js';

/** A configured account at a registration authority: driver, prefix, properties and sealed credentials. */
@Entity('handle_services')
export class HandleService {
  @KeyColumn('pk_handle_services')
  id!: string;

  @TextColumn()
  name!: string;

  /** Address of a Onedata handle proxy; null when the driver speaks to the authority itself. */
  @OptionalTextColumn()
  proxyEndpoint!: string | null;

  /** Name of the driver, a key of drivers.ts. */
  @TextColumn()
  driver!: string;

  /** Prefix of the PIDs registered here. */
  @TextColumn()
  prefix!: string;

  /** serviceProperties as given, without credentials: JSON object. */
  @TextColumn()
  properties!: string;

  /** Credentials in use: JSON of sealed values by name (platform/secrets.ts); null when the driver needs none. */
  @OptionalTextColumn()
  sealedCredentials!: string | null;

  /** New credentials, tried beside the ones in use and put in their place by the first success. */
  @OptionalTextColumn()
  nextCredentials!: string | null;

  /** Why the new credentials were refused; null = not tried yet. */
  @OptionalTextColumn()
  nextCredentialsProblem!: string | null;

  /** Administrator's pause: nothing is sent while true. */
  @BooleanColumn()
  paused!: boolean;

  /** Breaker: requests are not sent before this instant; null = closed. */
  @OptionalInstantColumn()
  breakerOpenUntil!: string | null;

  /** Why the service is paused or its breaker open. */
  @OptionalTextColumn()
  troubleReason!: string | null;

  /** Consecutive failures that the breaker counts. */
  @IntegerColumn()
  consecutiveFailures!: number;

  @OptionalInstantColumn()
  lastSuccessAt!: string | null;

  @InstantColumn()
  createdAt!: string;

  @InstantColumn()
  updatedAt!: string;

  @OptionalTextColumn()
  creatorId!: string | null;

  /** Deletion; the row stays for the tombstones registered in it. */
  @OptionalInstantColumn()
  deletedAt!: string | null;
}
