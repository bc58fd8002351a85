import type { Server, ServerResponse } from 'node:http';
import net from 'node:net';
import type { ServerType } from '@hono/node-server';

/** What is on its way over a kept connection when the stop begins gets here within this time, milliseconds. */
const ON_ITS_WAY = 500;

/**
 * Watches a server from its start. Gives its stop: from then on no connection is taken, each answer ends its
 * own, and idle ones are closed a moment later. Node's `close` ends idle ones at once, and with them a request
 * that is being sent, and waits for busy ones as long as their client likes. Resolves when all are closed.
 */
export function drainable(server: ServerType): () => Promise<void> {
  const open = new Set<ServerResponse>();
  let draining = false;
  const last = (response: ServerResponse): void => {
    if (!response.headersSent) response.setHeader('connection', 'close');
  };
  // Before the application, which may answer at once.
  (server as Server).prependListener('request', (_request, response) => {
    if (draining) last(response);
    open.add(response);
    response.once('close', () => open.delete(response));
  });
  return () => {
    draining = true;
    for (const response of open) last(response);
    return new Promise((resolve) => {
      const idle = setInterval(() => (server as Server).closeIdleConnections(), ON_ITS_WAY);
      net.Server.prototype.close.call(server, () => {
        clearInterval(idle);
        resolve();
      });
    });
  };
}
