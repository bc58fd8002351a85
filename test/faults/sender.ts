import { Agent, request } from 'node:http';

export const WEBHOOK = '/webhooks/payments/sandbox';

/** Keeps its connections, so that thousands of webhooks need no thousands of ports. */
export class Sender {
  private readonly agent: Agent;

  constructor(connections: number) {
    this.agent = new Agent({ keepAlive: true, maxSockets: connections, scheduling: 'fifo' });
  }

  /** The status that came back; null when the connection broke before an answer. */
  post(url: string, body: Uint8Array, headers: Record<string, string>): Promise<number | null> {
    return new Promise((resolve) => {
      const length = { 'content-length': String(body.length) };
      const asked = request(url, { method: 'POST', agent: this.agent, headers: { ...headers, ...length } });
      asked.on('error', () => resolve(null));
      asked.on('response', (response) => {
        response.resume();
        // An answer counts when it is here whole: what breaks off in the middle acknowledges nothing.
        response.on('end', () => resolve(response.complete ? (response.statusCode ?? null) : null));
        response.on('error', () => resolve(null));
        response.on('close', () => resolve(null));
      });
      asked.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Does `work` for every item with so many at a time. */
export async function inFlight<T>(
  items: readonly T[],
  many: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await work(item);
  };
  await Promise.all(Array.from({ length: many }, worker));
}
