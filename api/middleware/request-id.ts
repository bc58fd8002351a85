import { createMiddleware } from 'hono/factory';
import type { Clock } from '../../domain/ports/clock.ts';

/** Variables that every route finds in its context. */
export interface AppEnv {
  Variables: { requestId: string };
}

const PLAIN = /^[\w.:-]{1,64}$/;

/** Gives each request an id, the caller's own when it is a plain one; it follows into logs and messages. */
export function requestId(clock: Clock) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const given = c.req.header('x-request-id');
    const id = given && PLAIN.test(given) ? given : clock.newId();
    c.set('requestId', id);
    await next();
    c.header('x-request-id', id);
  });
}
