import { Global, Module } from '@nestjs/common';
import { Idempotency } from './idempotency.js';

/** Global, since routes of every room that know their caller let him repeat a POST. */
@Global()
@Module({ providers: [Idempotency], exports: [Idempotency] })
export class IdempotencyModule {}
