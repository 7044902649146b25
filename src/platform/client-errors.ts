import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

/** Largest request line and headers together, in bytes: a harvester's long GET is answered by OAI-PMH, not by the socket. */
export const headerLimitBytes = 65_536;

const answers: Record<string, { status: number; message: string }> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, message: 'the request did not arrive in time' },
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: `the request line and headers are larger than ${headerLimitBytes} bytes`,
  },
};
const malformed = { status: 400, message: 'this is no HTTP request' };

/**
 * Answers what Node's HTTP parser could not read. No path is known then, hence no face: plain text, which claims to be
 * none of the protocols, and the connection ends.
 */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, message } = answers[error.code ?? ''] ?? malformed;
  if (socket.writable)
    socket.write(
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nContent-Type: text/plain; charset=utf-8\r\n` +
        `Content-Length: ${message.length + 1}\r\nConnection: close\r\n\r\n${message}\n`,
    );
  socket.destroy(error);
}
