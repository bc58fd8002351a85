import type {
  Mirror,
  MirroredCustomer,
  MirroredDeal,
  MirrorNote,
  MirrorStage,
} from '../../../domain/ports/mirror.ts';
import type { CallOptions } from '../../../domain/ports/payment-provider.ts';
import { done, type Outcome } from '../../../domain/result.ts';
import { gone } from '../http.ts';
import { markOf } from '../marks.ts';
import type { MirrorDeps, MirrorModule } from '../mirror-module.ts';
import { type AmocrmClient, createClient } from './client.ts';
import { type AmocrmConfig, amocrmEnv } from './config.ts';
import {
  isContactOf,
  ownLead,
  pipelineOf,
  toChange,
  toContact,
  toLead,
  toNote,
  wordsFor,
} from './convert.ts';
import {
  type WireLead,
  wireAccount,
  wireChangedLead,
  wireContacts,
  wireLeads,
  wireMadeContact,
  wireMadeLead,
  wireMadeNote,
  wireNotes,
  wireOneLead,
  wirePipelines,
} from './wire.ts';

type Signal = CallOptions['signal'];

/** The most entities on a page. */
const PAGE = 250;

/** amoCRM, which is Kommo outside Russia, behind the port. */
export function createAmocrm(config: AmocrmConfig, deps: MirrorDeps): Mirror {
  const call = createClient(config, deps);
  return {
    id: 'amocrm',
    stageIds: config.stageIds,
    create: (deal, options) => create(call, deal, config, deps.currency, options?.signal),
    move: async (id, to, options) => {
      const lead = await leadOf(call, id, options?.signal);
      if (!lead.ok) return lead;
      const body = toChange(lead.value, to, config, deps.currency);
      if (!body) return done(null);
      const answer = wireChangedLead;
      const path = `/leads/${lead.value.id}`;
      const changed = await call({ method: 'PATCH', path, body, answer, signal: options?.signal });
      return changed.ok ? done(null) : changed;
    },
    note: (id, note, options) => write(call, id, note, options?.signal),
    stages: (options) => stages(call, config, options?.signal),
    check: async (options) => {
      const account = await call({
        ...{ method: 'GET', path: '/account', answer: wireAccount, signal: options?.signal },
      });
      return account.ok ? done(null) : account;
    },
  };
}

async function create(
  call: AmocrmClient,
  deal: MirroredDeal,
  config: AmocrmConfig,
  currency: string,
  signal: Signal,
): Promise<Outcome<string>> {
  const found = await find(call, deal, signal);
  if (!found.ok) return found;
  if (found.value) return done(String(found.value.id));
  const contact = deal.customer ? await contactOf(call, deal, deal.customer, signal) : done(null);
  if (!contact.ok) return contact;
  const body = [toLead(deal, contact.value, config, currency)];
  const made = await call({ method: 'POST', path: '/leads', body, answer: wireMadeLead, signal });
  return made.ok ? idOf(made.value) : made;
}

/** Nothing came of it although all was well: it is looked for at the next try. */
function idOf(id: number | null): Outcome<string> {
  if (id !== null) return done(String(id));
  const message = 'amoCRM does not say what it has made';
  return { ok: false, category: 'unknown', retryable: true, code: 'no_content', message };
}

/** By the search, and among the newest: what was made a moment ago may not be in the search yet. */
async function find(
  call: AmocrmClient,
  deal: MirroredDeal,
  signal: Signal,
): Promise<Outcome<WireLead | null>> {
  const queries = [{ query: markOf(deal.id) }, { 'order[created_at]': 'desc' }];
  for (const query of queries) {
    const path = `/leads?${new URLSearchParams({ ...query, limit: String(PAGE) })}`;
    const page = await call({ method: 'GET', path, answer: wireLeads, signal });
    if (!page.ok) return page;
    const own = ownLead(page.value?._embedded.leads ?? [], deal);
    if (own) return done(own);
  }
  return done(null);
}

async function contactOf(
  call: AmocrmClient,
  deal: MirroredDeal,
  customer: MirroredCustomer,
  signal: Signal,
): Promise<Outcome<number | null>> {
  for (const query of wordsFor(customer, deal.id)) {
    const path = `/contacts?${new URLSearchParams({ query, limit: String(PAGE) })}`;
    const page = await call({ method: 'GET', path, answer: wireContacts, signal });
    if (!page.ok) return page;
    const found = page.value?._embedded.contacts.find((each) => isContactOf(each, customer, deal));
    if (found) return done(found.id);
  }
  const body = [toContact(customer, deal.id)];
  return call({ method: 'POST', path: '/contacts', body, answer: wireMadeContact, signal });
}

/** Deleted leads may still be shown, as deleted; others are no content or not found. */
async function leadOf(call: AmocrmClient, id: string, signal: Signal): Promise<Outcome<WireLead>> {
  const path = `/leads/${encodeURIComponent(id)}`;
  const lead = await call({ method: 'GET', path, answer: wireOneLead, signal });
  if (!lead.ok) return lead;
  return lead.value && !lead.value.is_deleted ? done(lead.value) : gone('the lead was deleted');
}

async function write(
  call: AmocrmClient,
  id: string,
  note: MirrorNote,
  signal: Signal,
): Promise<Outcome<null>> {
  const lead = await leadOf(call, id, signal);
  if (!lead.ok) return lead;
  const path = `/leads/${lead.value.id}/notes`;
  const newest = new URLSearchParams({ 'order[id]': 'desc', limit: String(PAGE) });
  const page = await call({ method: 'GET', path: `${path}?${newest}`, answer: wireNotes, signal });
  if (!page.ok) return page;
  const texts = page.value?._embedded.notes.map(({ params }) => params?.text ?? '') ?? [];
  if (texts.some((text) => text.includes(note.key))) return done(null);
  const made = await call({ method: 'POST', path, body: [toNote(note)], answer: wireMadeNote, signal });
  return made.ok ? done(null) : made;
}

async function stages(
  call: AmocrmClient,
  config: AmocrmConfig,
  signal: Signal,
): Promise<Outcome<MirrorStage[]>> {
  const answer = await call({ method: 'GET', path: '/leads/pipelines', answer: wirePipelines, signal });
  if (!answer.ok) return answer;
  const pipeline = pipelineOf(answer.value?._embedded.pipelines ?? [], config);
  if (!pipeline) return gone('the account has no such pipeline');
  return done(pipeline._embedded.statuses.map(({ id, name }) => ({ id: String(id), name })));
}

export const amocrm: MirrorModule = {
  id: 'amocrm',
  open: (environment, deps) => {
    const config = amocrmEnv.parse(environment);
    return config ? createAmocrm(config, deps) : null;
  },
};
