import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';

/** A CRM on a port of its own, for a till in another process. */
export interface CrmServer {
  readonly root: string;
  /** Nobody answers until the next word: connections are taken and left hanging. */
  hang(): void;
  /** Connections are refused as if nobody were there. */
  away(): Promise<void>;
  back(): Promise<void>;
  close(): Promise<void>;
}

export async function serveCrm(app: Hono): Promise<CrmServer> {
  let hanging = false;
  const answer = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (!hanging) void answer(request, response);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return {
    root: `http://127.0.0.1:${port}`,
    hang: () => {
      hanging = true;
    },
    away: close,
    back: async () => {
      hanging = false;
      server.closeAllConnections();
      if (!server.listening) await listen(port);
    },
    close,
  };
}
