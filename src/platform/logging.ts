import { ConsoleLogger, Injectable, type LoggerService } from '@nestjs/common';
import { pino, type Logger as PinoLogger } from 'pino';

export type { Logger as PinoLogger } from 'pino';

/** Injection token of the application's pino logger. */
export const LOGGER = Symbol('Logger');

/** Keys whose values never reach a log line. */
const secretKeys = ['authorization', 'x-auth-token', 'macaroon', 'password', 'token', 'secret', 'cookie'];

/** What a database and TypeORM say beside a fault: values of rows, which are anybody's. */
const valuesOfFaults = ['parameters', 'driverError', 'detail', 'where', 'internalQuery'];

/**
 * The application's logger: JSON lines on stderr, so that stdout stays for what commands print.
 * Levels: error = a person must act; warn = retried or degraded; info = one line a request or attempt.
 */
export function createLogger(level: string): PinoLogger {
  const paths = secretKeys.flatMap((key) => [`["${key}"]`, `*["${key}"]`]);
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths, censor: '[redacted]' },
      serializers: { err: faultWithoutValues },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}

/** An error as log lines show it: of a database fault the statement, but neither its parameters nor the row. */
export function faultWithoutValues(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const shown = Object.entries(pino.stdSerializers.err(error));
  return Object.fromEntries(shown.filter(([key]) => !valuesOfFaults.includes(key)));
}

/** Lets Nest's own messages go through pino; its start-up chatter is debug. */
@Injectable()
export class NestLogger extends ConsoleLogger implements LoggerService {
  constructor(private readonly pinoLogger: PinoLogger) {
    super();
  }

  override log(message: unknown, context?: string): void {
    this.pinoLogger.debug({ context }, String(message));
  }

  override debug(message: unknown, context?: string): void {
    this.pinoLogger.debug({ context }, String(message));
  }

  override verbose(message: unknown, context?: string): void {
    this.pinoLogger.trace({ context }, String(message));
  }

  override warn(message: unknown, context?: string): void {
    this.pinoLogger.warn({ context }, String(message));
  }

  override error(message: unknown, stack?: string, context?: string): void {
    this.pinoLogger.error({ context, stack }, String(message));
  }
}
