import { Controller, Get, Header, Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Public } from './policy.js';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const version = '0.1.0';

/** The process's metrics; rooms add their own. Base units, no ids in labels. */
@Injectable()
export class Metrics implements OnModuleInit {
  readonly registry = new Registry();

  constructor(private readonly adapterHost: HttpAdapterHost) {
    collectDefaultMetrics({ register: this.registry });
    const build = this.gauge('build_info', 'Always 1; the labels say what runs', ['version', 'node']);
    build.set({ version, node: process.version }, 1);
  }

  /** Times every request by its route. */
  onModuleInit(): void {
    const duration = this.histogram('http_request_duration_seconds', 'Time to answer a request', [
      'method',
      'route',
      'status',
    ]);
    // Bound once a route and status; there are some hundred of them.
    const bound = new Map<string, { observe: (seconds: number) => void }>();
    const fastify = this.adapterHost.httpAdapter.getInstance<FastifyInstance>();
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.routeOptions.url ?? 'none';
      const { method } = request;
      const status = String(reply.statusCode);
      const key = `${method} ${status} ${route}`;
      const timer = bound.get(key) ?? duration.labels({ method, route, status });
      bound.set(key, timer);
      timer.observe(reply.elapsedTime / 1000);
      done();
    });
  }

  counter<L extends string>(name: string, help: string, labelNames: L[] = []): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** @param collect sets the gauge whenever somebody reads the metrics */
  gauge<L extends string>(
    name: string,
    help: string,
    labelNames: L[] = [],
    collect?: (gauge: Gauge<L>) => Promise<void>,
  ): Gauge<L> {
    const gauge: Gauge<L> = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.registry],
      ...(collect && { collect: () => collect(gauge) }),
    });
    return gauge;
  }

  histogram<L extends string>(name: string, help: string, labelNames: L[] = []): Histogram<L> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }
}

/** What Prometheus reads. */
@Controller()
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @Public()
  read(): Promise<string> {
    return this.metrics.registry.metrics();
  }
}
