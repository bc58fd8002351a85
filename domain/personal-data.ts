import type { DealCase } from './case.ts';
import type { Contact } from './contact.ts';
import type { SaidMessage } from './evidence.ts';
import type { HistoryEvent } from './history.ts';
import type { Instant } from './ports/clock.ts';

/** Everything that is kept about one person, as it was loaded. */
export interface PersonalData {
  readonly contact: Contact;
  /** Addresses in messengers. */
  readonly identities: readonly { readonly channel: string; readonly address: string }[];
  readonly deals: readonly {
    readonly facts: DealCase;
    readonly history: readonly HistoryEvent[];
    readonly said: readonly SaidMessage[];
  }[];
}

/** Keys of the till and the links with which somebody could pay or ask in the person's name: not for a file. */
const OURS = new Set(['payToken', 'idempotencyKey', 'leaseToken', 'version', 'url', 'qr', 'token']);

/**
 * All of it as JSON that a person can read and another program can take over (GDPR, article 20): sums in minor
 * units as text, instants as ISO 8601. Staff are named by their ids only: they are persons too.
 */
export function personalDataJson(data: PersonalData, at: Instant): string {
  const document = {
    madeAt: at,
    person: { ...data.contact, identities: data.identities },
    deals: data.deals.map(({ facts, history, said }) => {
      const { contact: _person, team: _team, policy: _policy, postings: _ledger, ...own } = facts;
      return {
        ...own,
        history,
        messages: said.map(({ message, sentAt }) => ({ ...spoken(message), sentAt })),
      };
    }),
  };
  return JSON.stringify(document, replacer, 2);
}

function spoken({ kind, channel, createdAt, data }: SaidMessage['message']) {
  return { kind, channel, createdAt, data };
}

function replacer(key: string, value: unknown): unknown {
  if (OURS.has(key)) return undefined;
  if (typeof value === 'bigint') return value.toString();
  const isMoment = typeof value === 'number' && (key === 'at' || /(At|Before|^until)$/.test(key));
  return isMoment ? new Date(value).toISOString() : value;
}
