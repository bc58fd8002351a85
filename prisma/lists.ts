import type { Deal } from '../domain/deal.ts';
import type { SaidMessage } from '../domain/evidence.ts';
import type { HistoryEvent, RollupDelta } from '../domain/history.ts';
import type { Invoice } from '../domain/invoice.ts';
import type { Message } from '../domain/message.ts';
import type { DealFilter, DealRow, InvoiceFilter } from '../domain/ports/store.ts';
import { phoneSpellings } from '../domain/reach.ts';
import type { PrismaClient } from './generated/sqlite/client.ts';
import * as tables from './mapping.ts';
import { snake, type Table, toState } from './mapping.ts';
import { addUp } from './rollups.ts';

/** Reads that nobody's money waits for, in plain Prisma; the same on both databases. */
export function createLists(client: () => Promise<PrismaClient>) {
  return {
    deals: async (filter: DealFilter) => deals(await client(), filter),
    invoices: async (filter: InvoiceFilter) => invoices(await client(), filter),
    history: async (stream: string) => history(await client(), stream),
    rollups: async (fromDay: string, toDay: string) => rollups(await client(), fromDay, toDay),
    identities: async (contactId: string) => identities(await client(), contactId),
    dealsGiven: async (given: Given, limit: number) => dealsGiven(await client(), given, limit),
    messagesOf: async (dealId: number, limit: number) => messagesOf(await client(), dealId, limit),
    messageByKey: async (dedupeKey: string) => messageByKey(await client(), dedupeKey),
    dealIds: async (after: number, limit: number) => dealIds(await client(), after, limit),
  };
}

async function deals(client: PrismaClient, filter: DealFilter): Promise<DealRow[]> {
  const rows = await client.deal.findMany({
    where: {
      ...(filter.stages ? { stage: { in: [...filter.stages] } } : {}),
      ...(filter.responsibleId ? { responsibleId: filter.responsibleId } : {}),
      ...(filter.contactId ? { contactId: filter.contactId } : {}),
    },
    orderBy: { id: 'desc' },
    take: filter.limit ?? 20,
    skip: filter.offset ?? 0,
  });
  const [contacts, staff] = await Promise.all([
    client.contact.findMany({ where: { id: { in: ids(rows.map((row) => row.contactId)) } } }),
    client.staff.findMany({ where: { id: { in: ids(rows.map((row) => row.responsibleId)) } } }),
  ]);
  return rows.map((row) => ({
    deal: stateOf<Deal>(tables.deals, row),
    contactName: contacts.find((each) => each.id === row.contactId)?.name ?? null,
    responsibleName: staff.find((each) => each.id === row.responsibleId)?.name ?? null,
  }));
}

function ids(all: readonly (string | null)[]): string[] {
  return [...new Set(all.filter((id) => id !== null))];
}

async function invoices(client: PrismaClient, filter: InvoiceFilter): Promise<Invoice[]> {
  const rows = await client.invoice.findMany({
    where: {
      ...(filter.states ? { state: { in: [...filter.states] } } : {}),
      ...(filter.dealId === undefined ? {} : { dealId: filter.dealId }),
    },
    orderBy: [{ issuedAt: 'desc' }, { id: 'desc' }],
    take: filter.limit ?? 20,
    skip: filter.offset ?? 0,
  });
  return rows.map((row) => stateOf<Invoice>(tables.invoices, row));
}

async function history(client: PrismaClient, stream: string): Promise<HistoryEvent[]> {
  const rows = await client.history.findMany({ where: { stream }, orderBy: { seq: 'asc' } });
  return rows.map(({ type, actorType, actorId, data, at, requestId }) => ({
    stream,
    type,
    actor: { type: actorType as HistoryEvent['actor']['type'], id: actorId },
    data: JSON.parse(data),
    at: Number(at),
    requestId,
  }));
}

async function rollups(client: PrismaClient, fromDay: string, toDay: string): Promise<RollupDelta[]> {
  const rows = await client.rollup.findMany({
    where: { day: { gte: fromDay, lte: toDay } },
    orderBy: { day: 'asc' },
  });
  return addUp(rows.map((row) => stateOf<RollupDelta>(tables.rollups, row)));
}

interface Given {
  readonly phone: string | null;
  readonly email: string | null;
}

/** Contacts that are looked through for one phone or e-mail. */
const NAMESAKES = 20;

async function dealsGiven(client: PrismaClient, { phone, email }: Given, limit: number): Promise<number[]> {
  const same = [...(phone ? [{ phone: { in: phoneSpellings(phone) } }] : []), ...(email ? [{ email }] : [])];
  if (same.length === 0) return [];
  const people = await client.contact.findMany({
    where: { OR: same },
    orderBy: { createdAt: 'desc' },
    take: NAMESAKES,
    select: { id: true },
  });
  const rows = await client.deal.findMany({
    where: { contactId: { in: people.map(({ id }) => id) } },
    orderBy: { id: 'desc' },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

async function messagesOf(client: PrismaClient, dealId: number, limit: number): Promise<SaidMessage[]> {
  const rows = await client.message.findMany({ where: { dealId }, orderBy: { seq: 'asc' }, take: limit });
  return rows.map((row) => ({
    message: stateOf<Message>(tables.messages, row),
    sentAt: row.sentAt === null ? null : Number(row.sentAt),
  }));
}

async function messageByKey(client: PrismaClient, dedupeKey: string): Promise<Message | null> {
  const row = await client.message.findUnique({ where: { dedupeKey } });
  return row && stateOf<Message>(tables.messages, row);
}

async function identities(
  client: PrismaClient,
  contactId: string,
): Promise<{ channel: string; address: string }[]> {
  return client.identity.findMany({
    where: { contactId },
    orderBy: [{ channel: 'asc' }, { address: 'asc' }],
    select: { channel: true, address: true },
  });
}

async function dealIds(client: PrismaClient, after: number, limit: number): Promise<number[]> {
  const rows = await client.deal.findMany({
    where: { id: { gt: after } },
    orderBy: { id: 'asc' },
    take: limit,
    select: { id: true },
  });
  return rows.map(({ id }) => id);
}

/** Prisma's row, by field names, as the state. */
function stateOf<T>(of: Table<T>, row: Readonly<Record<string, unknown>>): T {
  return toState(of, Object.fromEntries(Object.entries(row).map(([field, value]) => [snake(field), value])));
}
