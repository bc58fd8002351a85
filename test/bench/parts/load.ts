import { connect, type Socket } from 'node:net';

/** What a load found: answers a second, and how long each took, milliseconds. */
export interface Load {
  readonly perSecond: number;
  readonly times: readonly number[];
}

/** One keep-alive connection, one request at a time. Cheaper than `node:http`, as the client shares the machine. */
export class Line {
  private waiting: { resolve(status: number): void; reject(error: Error): void } | null = null;
  private received = '';
  private readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: string) => this.take(chunk));
    this.socket.on('error', (error) => this.waiting?.reject(error));
    this.socket.on('close', () => this.waiting?.reject(new Error('the server hung up')));
  }

  /** Sends a whole request and gives the status of its answer. */
  ask(request: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      this.socket.write(request);
    });
  }

  close(): void {
    this.waiting = null;
    this.socket.destroy();
  }

  private take(chunk: string): void {
    this.received += chunk;
    const head = this.received.indexOf('\r\n\r\n');
    if (head < 0 || !this.isWhole(head)) return;
    const status = Number(this.received.slice(9, 12));
    this.received = '';
    const { waiting } = this;
    this.waiting = null;
    waiting?.resolve(status);
  }

  private isWhole(head: number): boolean {
    const length = /\r\ncontent-length: (\d+)/i.exec(this.received.slice(0, head))?.[1];
    if (length !== undefined) return this.received.length >= head + 4 + Number(length);
    return this.received.endsWith('\r\n0\r\n\r\n');
  }
}

/** A POST as bytes. */
export function post(path: string, headers: Readonly<Record<string, string>>, body: Uint8Array): Uint8Array {
  const lines = Object.entries({ host: '127.0.0.1', ...headers, 'content-length': String(body.length) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`), body]);
}

/** A loop ends here even if there is more to send: a slow disk must not make a run of minutes one of hours. */
const LONGEST_MS = 3_000;

/** Sends them, so many at a time, each as soon as a place is free. @throws Error for an answer that is not 200 */
export async function closedLoop(
  port: number,
  requests: readonly Uint8Array[],
  atOnce: number,
  longestMs = LONGEST_MS,
): Promise<Load> {
  const times: number[] = [];
  let next = 0;
  const from = performance.now();
  await withLines(port, atOnce, async (line) => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const sent = performance.now();
      good(await line.ask(request));
      times.push(performance.now() - sent);
      if (performance.now() - from > longestMs) break;
    }
  });
  return { perSecond: (times.length / (performance.now() - from)) * 1000, times };
}

/**
 * Sends them at a steady pace whether or not answers come; times count from when each should have gone, so
 * that a server that stands still is not asked less.
 */
export async function openLoop(
  port: number,
  requests: readonly Uint8Array[],
  perSecond: number,
): Promise<Load> {
  const times: number[] = [];
  let next = 0;
  const from = performance.now();
  await withLines(port, 64, async (line) => {
    for (let at = next++; at < requests.length; at = next++) {
      const due = from + (at * 1000) / perSecond;
      const early = due - performance.now();
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
      good(await line.ask(requests[at] as Uint8Array));
      times.push(performance.now() - Math.max(due, from));
    }
  });
  return { perSecond: (requests.length / (performance.now() - from)) * 1000, times };
}

async function withLines(port: number, many: number, work: (line: Line) => Promise<void>): Promise<void> {
  const lines = Array.from({ length: many }, () => new Line(port));
  try {
    await Promise.all(lines.map(work));
  } finally {
    for (const line of lines) line.close();
  }
}

function good(status: number): void {
  if (status !== 200) throw new Error(`an answer of ${status}`);
}
