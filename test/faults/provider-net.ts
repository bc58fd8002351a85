import type { Chance } from './seeded.ts';

/** What a bad day at a provider looks like from here. */
const TROUBLES = [
  /** The time-out that ends a call nobody answers; nothing was done. */
  'hangs',
  /** The same, and it was done. */
  'does it and hangs',
  /** The connection is refused: nothing was sent. */
  'refuses the connection',
  'breaks off before',
  'breaks off after',
  /** An error of the server, or of what stands before it. */
  'fails',
  'fails after doing it',
  'too many calls',
  /** The answer comes so slowly that its time runs out in the middle. */
  'answers too slowly',
  'answers half a text',
  'answers something else',
] as const;
export type Trouble = (typeof TROUBLES)[number];

/** A call as it went out. */
export interface SeenCall {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: string;
  readonly trouble: Trouble | null;
}

type Handler = (request: Request) => Response | Promise<Response>;

export interface ProviderNet {
  readonly fetch: typeof fetch;
  /** Whoever answers at a host; calls to others fail as an unknown host does. */
  answer(host: string, handler: Handler): void;
  /** Out of a hundred calls to a host, how many go wrong. Zero at first. */
  trouble(host: string, share: number): void;
  readonly calls: readonly SeenCall[];
}

/** A network without wires: calls reach the fakes in this process, or what is left of them. */
export function providerNet(chance: Chance): ProviderNet {
  const handlers = new Map<string, Handler>();
  const shares = new Map<string, number>();
  const calls: SeenCall[] = [];
  const send = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const request = new Request(input, init);
    const { host, pathname, search } = new URL(request.url);
    const handler = handlers.get(host);
    if (!handler) throw failed('ENOTFOUND');
    const trouble = chance.percent(shares.get(host) ?? 0) ? chance.pick(TROUBLES) : null;
    const body = await request.clone().text();
    calls.push({
      host,
      method: request.method,
      path: pathname + search,
      headers: request.headers,
      body,
      trouble,
    });
    return trouble ? suffer(trouble, chance, () => handler(request)) : handler(request);
  };
  return {
    fetch: send as typeof fetch,
    answer: (host, handler) => void handlers.set(host, handler),
    trouble: (host, share) => void shares.set(host, share),
    calls,
  };
}

/** The error that undici throws for a connection that failed. */
function failed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

function timedOut(): DOMException {
  return new DOMException('The operation was aborted due to timeout', 'TimeoutError');
}

async function suffer(
  trouble: Trouble,
  chance: Chance,
  serve: () => Response | Promise<Response>,
): Promise<Response> {
  switch (trouble) {
    case 'hangs':
      throw timedOut();
    case 'does it and hangs':
      await serve();
      throw timedOut();
    case 'refuses the connection':
      throw failed('ECONNREFUSED');
    case 'breaks off before':
      throw failed('ECONNRESET');
    case 'breaks off after':
      await serve();
      throw failed('ECONNRESET');
    case 'fails':
      return page(chance.pick([500, 502, 503, 504]));
    case 'fails after doing it':
      await serve();
      return page(chance.pick([500, 502, 504]));
    case 'too many calls':
      return page(429, { 'retry-after': String(chance.pick([1, 20])) });
    case 'answers too slowly':
      return endingIn(await (await serve()).text(), timedOut());
    case 'answers half a text': {
      const text = await (await serve()).text();
      return new Response(text.slice(0, text.length / 2), { headers: JSON_TYPE });
    }
    case 'answers something else':
      await serve();
      return new Response(chance.pick(['null', '{}', '"ok"', '<html>It works!</html>']), {
        headers: JSON_TYPE,
      });
  }
}

const JSON_TYPE = { 'content-type': 'application/json' };

function page(status: number, headers: Record<string, string> = {}): Response {
  const body = '<html><body>nginx</body></html>';
  return new Response(body, { status, headers: { 'content-type': 'text/html', ...headers } });
}

/** The first half of a text, and then the error in place of the rest. */
function endingIn(text: string, error: Error): Response {
  let begun = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (begun) controller.error(error);
      else controller.enqueue(new TextEncoder().encode(text.slice(0, text.length / 2)));
      begun = true;
    },
  });
  return new Response(body, { headers: JSON_TYPE });
}
