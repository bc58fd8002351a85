import type { DealCase } from './case.ts';
import type { Changes } from './changes.ts';
import type { Contact } from './contact.ts';
import type { Deal } from './deal.ts';
import type { Dispute } from './dispute.ts';
import { receiptsOf } from './fiscal-entries.ts';
import type { FiscalReceipt } from './fiscal-receipt.ts';
import type { HistoryEvent, RollupDelta } from './history.ts';
import type { Invoice } from './invoice.ts';
import { invoiceState } from './invoice-state.ts';
import { type Account, isBalanced, type Posting } from './ledger.ts';
import type { MessageBody, NewMessage } from './message.ts';
import { PRIORITY } from './message.ts';
import { outgoingMessages } from './outgoing-messages.ts';
import type { Payment } from './payment.ts';
import { sayPlanned } from './receipt-words.ts';
import type { Refund } from './refund.ts';
import { localDay } from './rollup.ts';
import type { Context } from './settings.ts';
import type { Staff } from './staff.ts';
import { mayMove, stageOf } from './stage.ts';
import { dealView } from './views.ts';
import type { SayOptions, Voice } from './voice.ts';

/** One line of a new entry; the rest is known from the payment that it is about. */
export interface Line {
  readonly account: Account;
  readonly amount: bigint;
}

interface Say {
  readonly to: 'customer' | readonly Staff[];
  readonly key: string;
  readonly body: (facts: DealCase) => MessageBody;
  readonly priority: number;
  readonly slot: string | null;
  readonly notBefore: number | null;
}

/** A deal being changed. Nothing is written: `seal` gives everything as data. */
export interface Draft extends Voice {
  /** As it is now, with all that was changed so far. */
  facts(): DealCase;
  deal(patch: Partial<Pick<Deal, 'title' | 'contactId' | 'responsibleId' | 'lostReason'>>): void;
  contact(next: Contact): void;
  invoice(next: Invoice): void;
  payment(next: Payment): void;
  refund(next: Refund): void;
  dispute(next: Dispute): void;
  receipt(next: FiscalReceipt): void;
  /** Books a balanced entry about a payment. @throws Error when the lines do not add up to nothing. */
  post(
    entryKey: string,
    about: { payment: Payment; refundId?: string; currency: string },
    lines: readonly Line[],
  ): void;
  event(type: string, data?: Record<string, unknown>): void;
  rollup(delta: Omit<RollupDelta, 'day' | 'funnel'>, at?: number): void;
  /**
   * Recomputes the copies (sums and states of invoices, the deal's stage) from the ledger and gives all
   * writes. @throws Error for a move that the table of stages does not list: a bug, nothing is written.
   */
  seal(): Changes;
}

/** Staff to tell about a deal: whoever is responsible, else everyone who could take it. */
function audience(facts: Pick<DealCase, 'deal' | 'team'>): readonly Staff[] {
  const responsible = facts.team.filter((member) => member.id === facts.deal.responsibleId);
  return responsible.length > 0 ? responsible : facts.team.filter((member) => member.role !== 'viewer');
}

/** Starts changing a loaded deal. */
export function amend(loaded: DealCase, context: Context): Draft {
  let facts = loaded;
  const touched = {
    invoices: new Set<string>(),
    payments: new Set<string>(),
    refunds: new Set<string>(),
    disputes: new Set<string>(),
    receipts: new Set<string>(),
  };
  const postings: Posting[] = [];
  const history: HistoryEvent[] = [];
  const rollups: RollupDelta[] = [];
  const says: Say[] = [];
  let contactChanged = false;

  const put = <T extends { id: string }>(name: keyof typeof touched, rows: readonly T[], row: T): T[] => {
    touched[name].add(row.id);
    const at = rows.findIndex((each) => each.id === row.id);
    return at < 0 ? [...rows, row] : rows.map((each, index) => (index === at ? row : each));
  };
  const event = (type: string, data: Record<string, unknown> = {}): void => {
    history.push({
      stream: `deal:${loaded.deal.id}`,
      type,
      actor: context.actor,
      data,
      at: context.now,
      requestId: context.requestId,
    });
  };
  const changed = <T extends { id: string }>(name: keyof typeof touched, rows: readonly T[]): readonly T[] =>
    rows.filter((row) => touched[name].has(row.id));

  const settle = (): void => {
    const invoices = facts.invoices.map((invoice) => invoiceState(invoice, facts));
    for (const [index, invoice] of invoices.entries()) {
      if (invoice !== facts.invoices[index]) touched.invoices.add(invoice.id);
    }
    facts = { ...facts, invoices };
    const stage = stageOf(facts);
    const before = facts.deal.stage;
    if (!mayMove(before, stage)) throw new Error(`A deal may not move from ${before} to ${stage}`);
    if (stage !== before) event('stage_changed', { from: before, to: stage });
    facts = { ...facts, deal: { ...facts.deal, stage, updatedAt: context.now } };
  };

  const noted = (): string[] => history.map(({ type }) => type);

  const messages = (): NewMessage[] =>
    says.flatMap((say) => {
      const targets = say.to === 'customer' ? reachable(facts.contact) : say.to;
      return targets.map((target) => ({
        ...say.body(facts),
        id: context.newId(),
        dedupeKey: say.to === 'customer' ? `${say.key}:customer` : `${say.key}:${target.id}`,
        channel: target.channel,
        address: target.address,
        locale: target.locale,
        priority: say.priority,
        dealId: facts.deal.id,
        slot: say.slot,
        notBefore: say.notBefore ?? context.now,
        createdAt: context.now,
        requestId: context.requestId,
      }));
    });

  const voice: Voice = {
    toCustomer: (key, body, options = {}) => {
      says.push({ to: 'customer', key, body, ...how(options) });
    },
    toStaff: (key, body, options = {}) => {
      says.push({ to: options.only ?? audience(facts), key, body, ...how(options) });
    },
  };

  return {
    facts: () => facts,
    deal: (patch) => {
      facts = { ...facts, deal: { ...facts.deal, ...patch } };
    },
    contact: (next) => {
      contactChanged = true;
      facts = { ...facts, contact: next };
    },
    invoice: (next) => {
      facts = { ...facts, invoices: put('invoices', facts.invoices, next) };
    },
    payment: (next) => {
      facts = { ...facts, payments: put('payments', facts.payments, next) };
    },
    refund: (next) => {
      facts = { ...facts, refunds: put('refunds', facts.refunds, next) };
    },
    dispute: (next) => {
      facts = { ...facts, disputes: put('disputes', facts.disputes, next) };
    },
    receipt: (next) => {
      facts = { ...facts, receipts: put('receipts', facts.receipts, next) };
    },
    post: (entryKey, about, lines) => {
      const rows = entry(entryKey, about, lines, context.now);
      postings.push(...rows);
      facts = { ...facts, postings: [...facts.postings, ...rows] };
    },
    event,
    rollup: (delta, at = context.now) => {
      rollups.push({ ...delta, day: localDay(at, context.settings.timeZone), funnel: facts.deal.funnel });
    },
    ...voice,
    seal: () => {
      const cardBefore = JSON.stringify(dealView(loaded));
      settle();
      for (const each of receiptsOf(facts, postings, context)) {
        facts = { ...facts, receipts: put('receipts', facts.receipts, each) };
        sayPlanned(voice, each, context);
      }
      if (loaded.deal.version > 0 && JSON.stringify(dealView(facts)) !== cardBefore) {
        says.push(card(facts, facts.deal.responsibleId !== loaded.deal.responsibleId));
      }
      return {
        ...(contactChanged && facts.contact ? { contacts: [facts.contact] } : {}),
        deals: [facts.deal],
        invoices: changed('invoices', facts.invoices),
        payments: changed('payments', facts.payments),
        refunds: changed('refunds', facts.refunds),
        disputes: changed('disputes', facts.disputes),
        receipts: changed('receipts', facts.receipts),
        postings,
        messages: [...messages(), ...outgoingMessages(loaded, facts, context, noted())],
        history,
        rollups,
      };
    },
  };
}

/** The card that staff have of this deal is redrawn; the version makes each redrawing one message. */
function card(facts: DealCase, handedOver: boolean): Say {
  return {
    // Everyone who saw the card must see that it was taken, so that nobody works on it twice.
    to: handedOver ? facts.team.filter((member) => member.role !== 'viewer') : audience(facts),
    key: `card:${facts.deal.id}:${facts.deal.version + 1}`,
    body: (now) => ({
      kind: 'deal_card',
      data: { ...dealView(now), isNew: false, ...(handedOver ? { handedOver } : {}) },
    }),
    priority: PRIORITY.service,
    slot: `card:${facts.deal.id}`,
    notBefore: null,
  };
}

function how(options: SayOptions): Pick<Say, 'priority' | 'slot' | 'notBefore'> {
  return {
    priority: PRIORITY[options.priority ?? 'money'],
    slot: options.slot ?? null,
    notBefore: options.notBefore ?? null,
  };
}

function reachable(contact: Contact | null): Contact[] {
  return contact !== null && contact.unreachable === null ? [contact] : [];
}

function entry(
  entryKey: string,
  about: { payment: Payment; refundId?: string; currency: string },
  lines: readonly Line[],
  at: number,
): Posting[] {
  const rows = lines
    .filter((line) => line.amount !== 0n)
    .map((line, index) => ({
      entryKey,
      line: index,
      account: line.account,
      provider: about.payment.provider,
      dealId: about.payment.dealId,
      invoiceId: about.payment.invoiceId,
      paymentId: about.payment.id,
      refundId: about.refundId ?? null,
      amount: line.amount,
      currency: about.currency,
      at,
    }));
  if (!isBalanced(rows)) throw new Error(`Entry ${entryKey} does not balance`);
  return rows;
}
