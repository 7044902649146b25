import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { ClientTokensController } from './client-tokens.controller.js';
import { namedTokensController, temporaryTokensController } from './owned-tokens.controller.js';
import { TokenScope } from './token-scope.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

/** Tokens. */
@Module({
  imports: [UsersModule],
  controllers: [
    TokensController,
    ClientTokensController,
    namedTokensController('own'),
    namedTokensController('any'),
    temporaryTokensController('own'),
    temporaryTokensController('any'),
  ],
  providers: [TokensService, TokenScope],
  exports: [TokensService],
})
export class TokensModule {}
