import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CONFIG, type Config } from '../../platform/config.js';
import { Describe } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { Public } from '../../platform/policy.js';
import { release } from '../../platform/release.js';
import { zonePrivileges } from '../privileges/privileges.js';

/** What everyone may know of this registry. Source: Onezone contract 1.6. */
@ApiTags('zone')
@Controller(restRoot)
export class ZoneController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get('configuration')
  @Public()
  @Describe('Get name, version and abilities of this registry', {
    answer: {
      name: 'Waymark',
      version: '0.1.0',
      build: 'waymark',
      domain: 'waymark.example.org',
      subdomainDelegationSupported: false,
      supportedIdPs: [{ id: 'basicAuth', offlineAccess: false }],
      compatibilityRegistryRevision: 0,
      compatibleOneproviderVersions: [],
      openDataXrootdServerDomain: null,
      bagitUploaderWorkflowSchemaId: null,
      availableSpaceTags: {},
    },
  })
  configuration() {
    return {
      name: this.config.REPOSITORY_NAME,
      version: release,
      build: 'waymark',
      domain: new URL(this.config.PUBLIC_URL).hostname,
      subdomainDelegationSupported: false,
      supportedIdPs: [{ id: 'basicAuth', offlineAccess: false }],
      compatibilityRegistryRevision: 0,
      compatibleOneproviderVersions: [],
      openDataXrootdServerDomain: null,
      bagitUploaderWorkflowSchemaId: null,
      availableSpaceTags: {},
    };
  }

  @Get('privileges')
  @Public()
  @Describe('List the admin privileges and their default sets', { answer: zonePrivileges })
  privileges() {
    return zonePrivileges;
  }

  @Get('health')
  @Public()
  @Describe('Tell that requests are answered', { answer: { status: 'healthy' } })
  health() {
    return { status: 'healthy' };
  }
}
