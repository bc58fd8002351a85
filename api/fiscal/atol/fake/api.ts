import { type Context, Hono } from 'hono';
import { momentText } from '../moment.ts';
import { Refused } from './refused.ts';
import type { CashRegister } from './register.ts';
import { OPERATIONS, type Operation } from './state.ts';
import { checkedBody } from './validate.ts';

export interface ApiOptions {
  readonly login: string;
  readonly password: string;
  readonly group: string;
  readonly now: () => number;
}

const DAY = 24 * 3_600_000;

/** ATOL Online under `/v4` and `/v5`: "API сервиса АТОЛ Онлайн". */
export function cloudApi(register: CashRegister, options: ApiOptions): Hono {
  const { login, password, group, now } = options;
  const tokens = new Map<string, number>();
  const app = new Hono();
  app.onError((error, c) => refusal(c, error, now()));
  app.notFound((c) => refusal(c, new Refused(404, 40, 'Некорректный запрос.'), now()));
  app.post('/:version{v[45]}/getToken', async (c) => {
    const given = (await jsonOf(c)) as { readonly login?: unknown; readonly pass?: unknown } | null;
    if (typeof given?.login !== 'string' || typeof given.pass !== 'string')
      throw new Refused(400, 13, 'Ошибка валидации входящего запроса. Ошибочные поля: login, pass.');
    if (given.login !== login || given.pass !== password)
      throw new Refused(401, 12, 'Неверный логин или пароль');
    const token = crypto.randomUUID();
    tokens.set(token, now() + DAY);
    return c.json({ error: null, token, timestamp: momentText(now()) });
  });
  app.use('/:version{v[45]}/:group/*', async (c, next) => {
    const until = tokens.get(c.req.header('token') ?? '');
    if (until === undefined) throw new Refused(401, 10, 'Не распознан токен запроса');
    if (until <= now()) throw new Refused(401, 11, 'Переданный токен не активен');
    if (c.req.param('group') !== group)
      throw new Refused(401, 20, 'Код группы, указанный в запросе, не соответствует токену.');
    await next();
  });
  app.get('/:version{v[45]}/:group/report/:uuid', (c) => c.json(register.report(c.req.param('uuid'))));
  app.post('/:version{v[45]}/:group/:operation', async (c) => {
    const answer = await take(c, register);
    register.tick();
    return c.json(answer);
  });
  return app;
}

async function take(c: Context, register: CashRegister) {
  const { version = '', operation = '' } = c.req.param() as Record<string, string>;
  const type = c.req.header('content-type') ?? '';
  if (!/^application\/json\s*;\s*charset=utf-8$/i.test(type))
    throw new Refused(415, 41, `Некорректный Content-Type: ${type}.`);
  if (!isOperation(operation)) throw new Refused(400, 31, `Операция "${operation}" не поддерживается.`);
  const known = version === 'v4' ? 'v4' : 'v5';
  return register.submit(known, operation, checkedBody(known, await jsonOf(c)));
}

function isOperation(name: string): name is Operation {
  return (OPERATIONS as readonly string[]).includes(name);
}

function jsonOf(c: Context): Promise<unknown> {
  return c.req.json().catch(() => null);
}

function refusal(c: Context, error: Error, now: number): Response {
  const known = error instanceof Refused ? error : new Refused(500, 50, 'Ошибка сервера.');
  const { http, code, message: text, beside } = known;
  const body = { error_id: crypto.randomUUID(), code, text, type: 'system' };
  return c.json({ ...beside, error: body, timestamp: momentText(now) }, http);
}
