import { Module } from '@nestjs/common';
import { MetadataController } from './metadata.controller.js';
import { RecordDrafts } from './record-drafts.js';

/** Checking and completing metadata. */
@Module({ controllers: [MetadataController], providers: [RecordDrafts], exports: [RecordDrafts] })
export class MetadataModule {}
