import { Module } from '@nestjs/common';
import { AdminPrivilegesController } from './admin-privileges.controller.js';
import { AdminPrivilegesService } from './admin-privileges.service.js';
import { ZoneController } from './zone.controller.js';

/** The registry as a whole: its configuration and its administrators. */
@Module({ controllers: [ZoneController, AdminPrivilegesController], providers: [AdminPrivilegesService] })
export class ZoneModule {}
