import { z } from 'zod';
import { type Continuation, continuationRow, type Origin } from '../../domain/continuation.ts';
import { openLead } from '../../domain/decisions/open-lead.ts';
import { type Decision, handle } from '../../domain/handle.ts';
import type { Context } from '../../domain/settings.ts';
import { hasNoChat } from '../../domain/site-contact.ts';
import { contextOf, type Deps } from '../context.ts';
import { chatLinks, type Links } from './links.ts';
import { digestOf, memoryRows, type Recall, recall } from './memory.ts';
import { contactFor, identity, introduced, words } from './person.ts';

const mark = words(200).optional();
const MARKS = ['source', 'medium', 'campaign', 'term', 'content', 'id'] as const;

/** A campaign or place that a request came from: part of a deal's source. */
export const sourceName = z.string().regex(/^[\w-]{1,60}$/, 'up to 60 letters, digits, - and _');

/** What a page or a server says of somebody who asks for something. Fields that are not named are passed over. */
export const leadSchema = z.object({
  name: words(80).optional(),
  phone: words(32).optional().describe('However it is written; `8 900 …` and `900 …` are read as Russian'),
  email: words(254).optional(),
  message: words(4_000).optional().describe('What they want, in their words'),
  source: sourceName
    .optional()
    .describe('Form, page or campaign. One that is named like a funnel leads into that funnel'),
  utm_source: mark,
  utm_medium: mark,
  utm_campaign: mark,
  utm_term: mark,
  utm_content: mark,
  utm_id: mark,
  page: words(2_000).optional().describe('Address of the page; what stands behind `?` is not kept'),
  locale: words(35).optional().describe('Language of the page or person, BCP 47'),
  identity: identity.optional(),
  turnstile: words(2_048).optional().describe('Token of Cloudflare Turnstile, where the till asks for it'),
  website: z
    .string()
    .optional()
    .describe('Leave it empty: a field that people do not see, and programs fill in'),
});
export type Lead = z.output<typeof leadSchema>;

export const leadAnswerSchema = z.object({
  id: z
    .number()
    .int()
    .optional()
    .describe('Number of the deal, for servers; none where nobody left words or a way to reach them'),
  continue: z
    .record(z.string(), z.url())
    .describe('Addresses that open a chat in each messenger. They are this person’s alone, for 30 days'),
});
export type LeadAnswer = z.infer<typeof leadAnswerSchema>;

/** Who asks: `page` is not trusted with anything. */
export type Door = 'page' | 'server';

export type LeadTaken =
  | { readonly was: 'taken'; readonly answer: LeadAnswer }
  | Extract<Recall, { was: 'same' | 'other' }>;

const MEMORY = 'api:leads';
/** As many deals are named as perhaps of the same person. */
const MAYBE = 3;

/**
 * A request becomes a deal. One without words or a way to reach somebody becomes none: it is remembered where they
 * come from, for when they open the chat. The same request under the same key again is answered as before.
 */
export async function takeLead(
  deps: Deps,
  lead: Lead,
  { door, key, requestId }: { door: Door; key: string | null; requestId: string },
): Promise<LeadTaken> {
  const keys = key ? [key] : [];
  const asked = await digestOf(lead);
  const token = deps.clock.newToken();
  const [own, plain] = await Promise.all([chatLinks(deps, token), chatLinks(deps, null)]);
  const handled = await handle(deps.store, async (): Promise<Decision<LeadTaken>> => {
    const before = await recall(deps, MEMORY, keys, asked);
    if (before.was !== 'new') return { ok: true, changes: null, value: before };
    const context = contextOf(deps, { type: 'api', id: null }, requestId);
    const made = await decide(deps, lead, { door, token, own, plain }, context);
    const rows = memoryRows(MEMORY, keys, { asked, answer: made.answer }, made.dealId, context);
    const changes = { ...made.changes, inbox: [...(made.changes.inbox ?? []), ...rows] };
    return { ok: true, changes, value: { was: 'taken', answer: made.answer } };
  });
  if (handled.ok === true) return handled.value;
  // The same key came at the same moment: its answer is there now.
  const now = await recall(deps, MEMORY, keys, asked);
  return now.was === 'new' ? Promise.reject(new Error('a request was neither taken nor known')) : now;
}

interface Way {
  readonly door: Door;
  readonly token: string;
  readonly own: Links;
  readonly plain: Links;
}

async function decide(deps: Deps, lead: Lead, { door, token, own, plain }: Way, context: Context) {
  const origin = originOf(deps, lead, door);
  const { person, rest } = introduced(deps, lead);
  const text = [lead.message, ...rest].filter(Boolean).join('\n');
  const proven = door === 'server' ? (lead.identity ?? null) : null;
  if (!text && !person.phone && !person.email && !proven) {
    const link: Continuation = { contactId: null, ...origin };
    const changes = { inbox: [continuationRow(token, link, null, context)] };
    return { changes, dealId: null, answer: { continue: own } };
  }
  const contact = await contactFor(deps, person, { identity: proven, address: null }, context);
  const id = await deps.store.nextNumber('deal');
  const maybe = await deps.store.dealsGiven({ phone: person.phone, email: person.email }, MAYBE);
  const { changes } = openLead(
    {
      ...{ ...origin, id, contact, text, maybe: contact.version > 0 ? [] : maybe },
      said: { phone: person.phone, email: person.email },
      token: hasNoChat(contact) ? token : null,
      policy: await deps.store.policy(origin.funnel),
      team: (await deps.store.staff()).filter((member) => member.active),
    },
    context,
  );
  const answer = {
    ...(door === 'server' ? { id } : {}),
    continue: hasNoChat(contact) ? own : plain,
  };
  return { changes, dealId: id, answer };
}

/** The source of a page's or a server's request, and the funnel that is named like it. */
function originOf({ settings }: Pick<Deps, 'settings'>, lead: Lead, door: Door): Origin {
  const campaign = lead.source ?? sourceName.safeParse(lead.utm_campaign).data;
  const known = campaign !== undefined && Object.hasOwn(settings.policies, campaign);
  const base = door === 'page' ? 'site' : 'api';
  const marks = MARKS.flatMap((name) => {
    const value = lead[`utm_${name}`];
    return value ? [[name, value] as const] : [];
  });
  return {
    source: campaign ? `${base}:${campaign}` : base,
    funnel: known ? campaign : settings.funnel,
    page: pageOf(lead.page),
    marks: Object.fromEntries(marks),
  };
}

/** What stands behind `?` and `#` may hold anything, an e-mail too. */
function pageOf(page: string | undefined): string | null {
  if (!page || !URL.canParse(page)) return null;
  const { protocol, origin, pathname } = new URL(page);
  return /^https?:$/.test(protocol) ? origin + pathname : null;
}
