import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { foldPid } from '../../pid/pid.js';
import { CONFIG, type Config } from '../../platform/config.js';
import { Database } from '../../platform/database/database.js';
import { RegistryError } from '../../platform/errors.js';
import { Public } from '../../platform/policy.js';
import { TombstonePage } from '../landing/tombstone-page.js';
import { sendPage } from '../page/html.js';
import { pageContext } from '../page/page-context.js';
import { toPublicRecord } from '../record/record.js';
import { publishedHandle } from '../record/record.queries.js';
import { requestedName, type RequestedName } from './requested-name.js';
import { resolutionOf, worldResolution, type Resolution } from './resolution.js';
import { isHomedPrefix, rowsOfName } from './resolver.queries.js';
import { ValuesPage } from './values-page.js';

/** `/{prefix}/{suffix}`, `/hdl/…`, `/hdl:…`, `/doi:…`: where a PID leads. */
@Controller()
export class ResolverController {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The one catch-all route: whatever no other route took and is no PID does not exist. */
  @Get('*')
  @Public()
  async resolve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const asked = requestedName(request.url.split('?', 1)[0] ?? '/');
    if (asked === undefined) throw new NotFoundException();
    request.pid = asked.name;
    const resolution = await this.resolutionOf(asked);
    await this.answer(asked.name, resolution, request, reply);
  }

  private async resolutionOf({ name, prefix }: RequestedName): Promise<Resolution> {
    const known = resolutionOf(await this.database.read((reader) => rowsOfName(reader, foldPid(name))));
    if (known !== undefined) return known;
    const homed = await this.database.read((reader) => isHomedPrefix(reader, foldPid(prefix)));
    return homed ? { kind: 'unknown' } : worldResolution(name);
  }

  private async answer(
    name: string,
    resolution: Resolution,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    void reply.header('access-control-allow-origin', '*');
    switch (resolution.kind) {
      case 'redirect':
        void reply
          .code(302)
          .header('location', resolution.location)
          .header('cache-control', `public, max-age=${resolution.maxAgeSeconds}`);
        void reply.send();
        return;
      case 'values': {
        const context = pageContext(request, this.config);
        sendPage(reply, context, {
          status: 200,
          page: ValuesPage({ context, name: resolution.name, values: resolution.values }),
        });
        return;
      }
      case 'tombstone':
        await this.sendTombstone(resolution.handleId, request, reply);
        return;
      case 'unknown':
        throw new RegistryError('notFound', { name });
    }
  }

  private async sendTombstone(handleId: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const row = await this.database.read((reader) => publishedHandle(reader, handleId));
    if (row === undefined) throw new RegistryError('notFound');
    const context = pageContext(request, this.config);
    sendPage(reply, context, { status: 410, page: TombstonePage({ context, record: toPublicRecord(row) }) });
  }
}
