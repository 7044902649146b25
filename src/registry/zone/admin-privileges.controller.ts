import { Body, Controller, Delete, Get, HttpCode, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Describe, type Example } from '../../platform/describe.js';
import { restRoot } from '../../platform/location.js';
import { changePrivilegesBody, type ChangePrivileges } from '../members/members.schemas.js';
import { AdminOnly, Over, SignedIn } from '../privileges/policy.js';
import { zonePrivileges } from '../privileges/privileges.js';
import { CurrentActor, type Actor } from '../users/principal.js';
import { AdminPrivilegesService } from './admin-privileges.service.js';

const changeBody = changePrivilegesBody(zonePrivileges.admin);
const held = { answer: { privileges: ['oz_handles_list', 'oz_handles_view'] } };
const change: Example = {
  status: 204,
  body: { grant: ['oz_handles_list'], revoke: ['oz_handles_view'] },
  errors: ['cannotRemoveLastAdministrator'],
};
const removal: Example = { status: 204, errors: ['cannotRemoveLastAdministrator'] };

/** Admin privileges of users and groups. Source: Onezone contract 1.3, 1.6. */
@ApiTags('privileges')
@Controller(restRoot)
export class AdminPrivilegesController {
  constructor(private readonly admin: AdminPrivilegesService) {}

  @Get('users/:id/privileges')
  @Over('user', [{ self: 'id' }], ['oz_view_privileges'])
  @Describe('List the admin privileges of a user', held)
  ofUser(@Param('id') id: string) {
    return this.admin.list({ kind: 'user', id }, 'direct');
  }

  @Get('users/:id/effective_privileges')
  @Over('user', [{ self: 'id' }], ['oz_view_privileges'])
  @Describe('List the admin privileges of a user, those of groups included', held)
  effectiveOfUser(@Param('id') id: string) {
    return this.admin.list({ kind: 'user', id }, 'effective');
  }

  @Patch('users/:id/privileges')
  @HttpCode(204)
  @Over('user', [], ['oz_set_privileges'])
  @Describe('Grant and revoke admin privileges of a user', change)
  changeOfUser(
    @Param('id') id: string,
    @Body({ schema: changeBody }) body: ChangePrivileges,
    @CurrentActor() actor: Actor,
  ) {
    return this.admin.change({ kind: 'user', id }, body, actor);
  }

  @Delete('users/:id/privileges')
  @HttpCode(204)
  @Over('user', [], ['oz_set_privileges'])
  @Describe('Revoke all admin privileges of a user', removal)
  removeOfUser(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.admin.remove({ kind: 'user', id }, actor);
  }

  @Get('groups/:id/privileges')
  @Over('group', [], ['oz_view_privileges'])
  @Describe('List the admin privileges of a group', held)
  ofGroup(@Param('id') id: string) {
    return this.admin.list({ kind: 'group', id }, 'direct');
  }

  @Get('groups/:id/effective_privileges')
  @Over('group', [], ['oz_view_privileges'])
  @Describe('List the admin privileges of a group, those of outer groups included', held)
  effectiveOfGroup(@Param('id') id: string) {
    return this.admin.list({ kind: 'group', id }, 'effective');
  }

  @Patch('groups/:id/privileges')
  @HttpCode(204)
  @Over('group', [], ['oz_set_privileges'])
  @Describe('Grant and revoke admin privileges of a group', change)
  changeOfGroup(
    @Param('id') id: string,
    @Body({ schema: changeBody }) body: ChangePrivileges,
    @CurrentActor() actor: Actor,
  ) {
    return this.admin.change({ kind: 'group', id }, body, actor);
  }

  @Delete('groups/:id/privileges')
  @HttpCode(204)
  @Over('group', [], ['oz_set_privileges'])
  @Describe('Revoke all admin privileges of a group', removal)
  removeOfGroup(@Param('id') id: string, @CurrentActor() actor: Actor) {
    return this.admin.remove({ kind: 'group', id }, actor);
  }

  @Get('user/privileges')
  @SignedIn()
  @Describe("List the caller's admin privileges", held)
  own(@CurrentActor() { userId }: Actor) {
    return this.admin.list({ kind: 'user', id: userId }, 'direct');
  }

  @Get('user/effective_privileges')
  @SignedIn()
  @Describe("List the caller's admin privileges, those of groups included", held)
  ownEffective(@CurrentActor() { userId }: Actor) {
    return this.admin.list({ kind: 'user', id: userId }, 'effective');
  }

  @Patch('user/privileges')
  @HttpCode(204)
  @AdminOnly('oz_set_privileges')
  @Describe("Grant and revoke the caller's admin privileges", change)
  changeOwn(@Body({ schema: changeBody }) body: ChangePrivileges, @CurrentActor() actor: Actor) {
    return this.admin.change({ kind: 'user', id: actor.userId }, body, actor);
  }

  @Delete('user/privileges')
  @HttpCode(204)
  @AdminOnly('oz_set_privileges')
  @Describe("Revoke all of the caller's admin privileges", removal)
  removeOwn(@CurrentActor() actor: Actor) {
    return this.admin.remove({ kind: 'user', id: actor.userId }, actor);
  }
}
