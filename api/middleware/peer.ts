import type { Context } from 'hono';

interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

/**
 * The address of whoever is calling. `hops` is how many proxies of our own stand in front: each adds the
 * address that it saw to the end of `X-Forwarded-For`, and what stands before those may be invented.
 * On Workers there is no socket, and Cloudflare says who it was. Null: nobody knows.
 */
export function peerOf(c: Context, hops: number): string | null {
  const socket = (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress;
  if (socket === undefined) return c.req.header('cf-connecting-ip') ?? null;
  const chain = (c.req.header('x-forwarded-for') ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean);
  return hops > 0 ? (chain.at(-hops) ?? socket) : socket;
}
