import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The Bot API as far as it is needed to see when something goes out, and to whom. */
export interface FakeMessenger {
  readonly apiRoot: string;
  /** Resolves with the moment at which the next message to this chat arrives. */
  next(chat: number): Promise<number>;
  /** Messages that have arrived so far. */
  arrived(): number;
  close(): void;
}

/** An answer of Telegram takes about so long from Europe; it does not count as time of the till. */
const ANSWER_MS = 50;

/** Not 127.0.0.1: with an address of its own machine the till does not keep to Telegram's limits. */
const HOST = '127.0.0.2';

export async function openMessenger(): Promise<FakeMessenger> {
  const waiting = new Map<number, (at: number) => void>();
  let serial = 0;
  const server = createServer(async (request, response) => {
    const at = performance.now();
    const body = await bodyOf(request);
    const method = request.url?.split('/').at(-1) ?? '';
    const chat = Number(body.chat_id);
    if (method.startsWith('send')) {
      serial++;
      waiting.get(chat)?.(at);
      waiting.delete(chat);
    }
    const result = method === 'getMe' ? ME : method.startsWith('send') ? messageOf(serial, chat) : true;
    setTimeout(() => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ ok: true, result }));
    }, ANSWER_MS);
  });
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve));
  return {
    apiRoot: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    next: (chat) => new Promise((resolve) => waiting.set(chat, resolve)),
    arrived: () => serial,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const ME = { id: 1, is_bot: true, first_name: 'Till', username: 'till_bot' };

function messageOf(id: number, chat: number) {
  return { message_id: id, date: 1, chat: { id: chat, type: 'private' }, text: '' };
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
