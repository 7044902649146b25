import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { OperatorToken } from './operator-token.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Accounts, tokens and the authentication of requests. */
@Module({
  controllers: [UsersController],
  providers: [UsersService, Authentication, OperatorToken],
  exports: [UsersService, Authentication, OperatorToken],
})
export class UsersModule {}
