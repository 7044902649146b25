import { Pool } from 'undici';

/** A registry as a publisher sees it. */
export class Registrar {
  private readonly pool: Pool;

  constructor(
    url: string,
    private readonly token: string,
  ) {
    this.pool = new Pool(url, { connections: 128 });
  }

  /** Makes a handle service. @returns its id */
  service(name: string, serviceProperties: Record<string, unknown>): Promise<string> {
    return this.make('/handle_services', { name, serviceProperties });
  }

  /** The service that the first start made. */
  async localService(): Promise<string> {
    const listed = JSON.parse((await this.ask('GET', '/handle_services')).text) as {
      handle_services: string[];
    };
    for (const id of listed.handle_services) {
      const { text } = await this.ask('GET', `/handle_services/${id}`);
      const service = JSON.parse(text) as { serviceProperties: { type: string } };
      if (service.serviceProperties.type === 'Local') return id;
    }
    throw new Error('the registry has no service of type Local');
  }

  /** Makes so many shares. @returns their ids */
  async shares(count: number): Promise<string[]> {
    const space = await this.make('/user/spaces', { name: 'Bench' });
    const made: string[] = [];
    const share = { name: 'Share', targetUrl: 'https://data.example.org/' };
    let begun = 0;
    const client = async () => {
      while (begun++ < count) made.push(await this.make(`/spaces/${space}/shares`, share));
    };
    await Promise.all(Array.from({ length: 16 }, client));
    return made;
  }

  /** Registers a handle for a share. @returns status of the answer */
  async register(shareId: string, serviceId: string): Promise<number> {
    const { status } = await this.ask('POST', '/user/handles', {
      handleServiceId: serviceId,
      resourceType: 'Share',
      resourceId: shareId,
      metadataSchema: 'oai_dc',
      metadata: `<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Snow depths</dc:title><dc:creator>Doe, Jane</dc:creator><dc:date>2026</dc:date></metadata>`,
    });
    return status;
  }

  /** Ends its connections. */
  close(): Promise<void> {
    return this.pool.close();
  }

  private async make(path: string, body: object): Promise<string> {
    const { status, location, text } = await this.ask('POST', path, body);
    if (status !== 201) throw new Error(`${path} answered ${status}: ${text}`);
    return location.split('/').at(-1) ?? '';
  }

  private async ask(method: 'GET' | 'POST', path: string, body?: object) {
    const answer = await this.pool.request({
      method,
      path: `/api/v3/onezone${path}`,
      headers: {
        'x-auth-token': this.token,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, location: String(answer.headers['location'] ?? ''), text };
  }
}
