import { Module } from '@nestjs/common';
import { Authentication } from './authentication.js';
import { OperatorToken } from './operator-token.js';
import { Throttle } from './throttle.js';
import { TokenCheck } from './token-check.js';
import { UsersController } from './users.controller.js';
import { UsersService } from './users.service.js';

/** Accounts and the authentication of requests. */
@Module({
  controllers: [UsersController],
  providers: [UsersService, Authentication, OperatorToken, Throttle, TokenCheck],
  exports: [UsersService, Authentication, OperatorToken, TokenCheck],
})
export class UsersModule {}
