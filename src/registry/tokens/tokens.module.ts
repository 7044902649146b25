import { Module } from '@nestjs/common';
import { UsersModule } from '../users/users.module.js';
import { namedTokensController, temporaryTokensController } from './owned-tokens.controller.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

/** Tokens. */
@Module({
  imports: [UsersModule],
  controllers: [
    TokensController,
    namedTokensController('own'),
    namedTokensController('any'),
    temporaryTokensController('own'),
    temporaryTokensController('any'),
  ],
  providers: [TokensService],
  exports: [TokensService],
})
export class TokensModule {}
