import { Column, PrimaryColumn, type ColumnOptions } from 'typeorm';

type Extra = Omit<ColumnOptions, 'type'>;

/** Text that must be there. */
export const TextColumn = (extra: Extra = {}) => Column({ type: 'text', ...extra });

/** Text, or null. */
export const OptionalTextColumn = (extra: Extra = {}) => Column({ type: 'text', nullable: true, ...extra });

/** A key of random or composed text. The constraint's name is fixed so that both databases agree with the migrations. */
export const KeyColumn = (constraint: string, extra: { name?: string } = {}) =>
  PrimaryColumn({ type: 'text', primaryKeyConstraintName: constraint, ...extra });

/** An instant as `toInstant` writes it: 24 characters, UTC, so that text order is time order. */
export const InstantColumn = (extra: Extra = {}) => Column({ type: 'text', ...extra });

/** An instant, or null. */
export const OptionalInstantColumn = (extra: Extra = {}) =>
  Column({ type: 'text', nullable: true, ...extra });

/** A whole number below 2^31. */
export const IntegerColumn = (extra: Extra = {}) => Column({ type: 'integer', ...extra });

/** A whole number up to 2^53, read as a JavaScript number on both databases. */
export const BigIntegerColumn = (extra: Extra = {}) => Column({ type: 'bigint', ...extra });

/** true or false; no database default, because the two databases spell it differently. */
export const BooleanColumn = (extra: Extra = {}) => Column({ type: 'boolean', ...extra });
