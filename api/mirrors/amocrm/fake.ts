import { type Context, Hono } from 'hono';
import { FakeAccount, Invalid } from './fake/account.ts';
import { amocrmFaults, problem } from './fake/faults.ts';
import type { FakeContact, FakeLead } from './fake/state.ts';

export interface FakeAmocrmOptions {
  readonly token: string;
  readonly now: () => number;
  /** Calls a second; more are answered 429. Default: no limit. */
  readonly perSecond?: number;
  /** How a deleted lead is answered for: which it is, is not told. Default `no_content`. */
  readonly deleted?: 'no_content' | 'not_found' | 'flag';
  /** The search does not find what is younger, milliseconds. Default 0. */
  readonly searchLagMs?: number;
}

/** An account at amoCRM with hands to look into it and to spoil its calls. */
export interface FakeAmocrm {
  /** The API under `/api/v4`. */
  readonly app: Hono;
  readonly account: FakeAccount;
  readonly faults: ReturnType<typeof amocrmFaults>;
  close(): void;
}

/** The emulation: auth, validation, pages, limits and error bodies as amoCRM documents them. */
export function createFakeAmocrm(options: FakeAmocrmOptions): FakeAmocrm {
  const account = new FakeAccount(options.now);
  const faults = amocrmFaults();
  const closed = new AbortController();
  const api = guarded(options).route('/', routes(account, options));
  api.onError((error, c) => {
    if (!(error instanceof Invalid)) throw error;
    const errors = [{ code: error.code, path: error.path, detail: 'This value is not valid.' }];
    const body = {
      'validation-errors': [{ request_id: '0', errors }],
      ...problem(400, 'Request validation failed'),
    };
    return refuse(c, 400, body);
  });
  const app = new Hono();
  app.all('/*', (c) => faults.serve(c.req.raw, closed.signal, () => api.fetch(c.req.raw)));
  return { app, account, faults, close: () => closed.abort() };
}

function refuse(c: Context, status: 400 | 401 | 404 | 429, body: object): Response {
  return c.body(JSON.stringify(body), status, { 'content-type': 'application/problem+json' });
}

function guarded({ token, perSecond, now }: FakeAmocrmOptions): Hono {
  const api = new Hono();
  let calls: number[] = [];
  api.use('/*', async (c, next) => {
    if (c.req.header('authorization') !== `Bearer ${token}`)
      return refuse(c, 401, problem(401, 'Unauthorized'));
    calls = [...calls.filter((at) => at > now() - 1000), now()];
    if (perSecond && calls.length > perSecond) return refuse(c, 429, problem(429, 'Too Many Requests'));
    return next();
  });
  return api;
}

function routes(account: FakeAccount, options: FakeAmocrmOptions): Hono {
  const api = new Hono().basePath('/api/v4');
  const known = (c: Context) => account.leads.find(({ id }) => id === Number(c.req.param('id')));
  const live = (c: Context) => {
    const lead = known(c);
    return lead?.is_deleted ? undefined : lead;
  };
  api.get('/account', (c) => hal(c, { id: 31_001, name: 'example', currency: 'RUB' }));
  api.get('/leads/pipelines', (c) =>
    hal(c, {
      _embedded: {
        pipelines: account.pipelines.map(({ statuses, ...rest }) => ({ ...rest, _embedded: { statuses } })),
      },
    }),
  );
  api.get('/leads', (c) => {
    const young = (options.searchLagMs ?? 0) / 1000;
    const query = c.req.query('query')?.toLowerCase();
    const found = account.leads.filter(
      ({ is_deleted, name, created_at }) =>
        !is_deleted &&
        (!query || (name.toLowerCase().includes(query) && created_at <= options.now() / 1000 - young)),
    );
    if (c.req.query('order[created_at]') === 'desc') found.reverse();
    return page(c, 'leads', found.map(leadJson));
  });
  api.post('/leads', async (c) => hal(c, made('leads', account.addLeads(await c.req.json()))));
  api.get('/leads/:id{[0-9]+}', (c) => {
    const lead = options.deleted === 'flag' ? known(c) : live(c);
    if (lead) return hal(c, leadJson(lead));
    return options.deleted === 'not_found' ? missing(c) : c.body(null, 204);
  });
  api.patch('/leads/:id{[0-9]+}', async (c) => {
    const lead = live(c);
    if (!lead) return missing(c);
    account.changeLead(lead, await c.req.json());
    return hal(c, { id: lead.id, updated_at: Math.floor(options.now() / 1000) });
  });
  api.get('/leads/:id{[0-9]+}/notes', (c) => {
    const notes = [...(live(c)?.notes ?? [])];
    if (c.req.query('order[id]') === 'desc') notes.reverse();
    return page(
      c,
      'notes',
      notes.map(({ id, text }) => ({ id, note_type: 'common', params: { text } })),
    );
  });
  api.post('/leads/:id{[0-9]+}/notes', async (c) => {
    const lead = live(c);
    return lead ? hal(c, made('notes', account.addNotes(lead, await c.req.json()))) : missing(c);
  });
  api.get('/contacts', (c) => {
    const query = (c.req.query('query') ?? '').toLowerCase();
    const texts = ({ name, fields }: FakeContact) => [name, ...fields.map(({ value }) => value)];
    const found = account.contacts.filter((each) =>
      texts(each).some(
        (text) => text.toLowerCase().includes(query) || text.replace(/\D/g, '').includes(query),
      ),
    );
    return page(c, 'contacts', found.map(contactJson));
  });
  api.post('/contacts', async (c) => hal(c, made('contacts', account.addContacts(await c.req.json()))));
  return api;
}

function hal(c: Context, body: object): Response {
  return c.body(JSON.stringify(body), 200, { 'content-type': 'application/hal+json' });
}

function missing(c: Context): Response {
  return refuse(c, 404, problem(404, 'Not found'));
}

/** Nothing found is no content. */
function page(c: Context, name: string, rows: readonly object[]): Response {
  const limit = Math.min(Number(c.req.query('limit') ?? 50), 250);
  const number = Number(c.req.query('page') ?? 1);
  const shown = rows.slice((number - 1) * limit, number * limit);
  return shown.length > 0 ? hal(c, { _page: number, _embedded: { [name]: shown } }) : c.body(null, 204);
}

function made(name: string, ids: readonly number[]): object {
  return { _embedded: { [name]: ids.map((id, index) => ({ id, request_id: String(index) })) } };
}

function leadJson({ contacts, notes: _, past: __, ...lead }: FakeLead): object {
  return { ...lead, _embedded: { tags: [], contacts: contacts.map((id) => ({ id })) } };
}

function contactJson({ id, name, created_at, fields }: FakeContact): object {
  const codes = [...new Set(fields.map(({ code }) => code))];
  const custom = codes.map((field_code) => ({
    field_code,
    values: fields.filter(({ code }) => code === field_code).map(({ value }) => ({ value })),
  }));
  return { id, name, created_at, custom_fields_values: custom.length > 0 ? custom : null };
}
