import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';

/** Somebody outside of the till's process, at an address of this machine. */
export interface Elsewhere {
  readonly url: string;
  close(): Promise<void>;
}

/** Answers over real connections, so that a process of its own can reach it and be killed while it does. */
export function listenElsewhere(
  answer: (request: Request) => Response | Promise<Response>,
): Promise<Elsewhere> {
  return new Promise((resolve) => {
    const server = serve({ fetch: answer, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) => {
      const close = () =>
        new Promise<void>((closed) => {
          server.close(() => closed());
          if ('closeAllConnections' in server) server.closeAllConnections();
        });
      resolve({ url: `http://127.0.0.1:${port}`, close });
    });
  });
}
