import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { credentialsFile } from '../../handle-server/credentials-file-format.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Public } from '../../platform/policy.js';
import { parsePid } from '../../pid/pid.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { CredentialsPage } from './credentials-page.js';

const typed = z.object({
  username: z.string().regex(/^\d{1,9}:[^\s/]+\/.+$/),
  password: z.string().min(1),
  lookupUsername: z.string().default(''),
  lookupPassword: z.string().default(''),
});

/** `/credentials`: a prefix administrator's credentials file for pyhandle and B2HANDLE. Nothing is kept or logged. */
@Controller('credentials')
export class CredentialsController {
  constructor(@Inject(CONFIG) private readonly config: Config) {}

  @Get()
  @Public()
  form(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    this.sendForm(request, reply, false);
  }

  /** Answers the file itself, or the form again when it was not filled in. */
  @Post()
  @HttpCode(200)
  @Public()
  file(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const form = typed.safeParse(
      typeof body === 'string' ? Object.fromEntries(new URLSearchParams(body)) : body,
    ).data;
    const prefix = form && parsePid(form.username.slice(form.username.indexOf(':') + 1))?.prefix;
    if (form === undefined || prefix === undefined) {
      this.sendForm(request, reply, true);
      return;
    }
    const { username, password, lookupUsername, lookupPassword } = form;
    const file = credentialsFile({
      prefix,
      handleServerUrl: this.config.PUBLIC_URL,
      username,
      password,
      ...(lookupUsername !== '' && {
        reverseLookup: { username: lookupUsername, password: lookupPassword },
      }),
    });
    void reply
      .headers({
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': 'attachment; filename="credentials.json"',
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
      })
      .send(`${JSON.stringify(file, null, 2)}\n`);
  }

  private sendForm(request: FastifyRequest, reply: FastifyReply, refused: boolean): void {
    const context = pageContext(request, this.config);
    const page = CredentialsPage({ context, refused });
    const headers = { 'cache-control': 'no-store' };
    sendPage(reply, context, { status: refused ? 400 : 200, page, headers });
  }
}
