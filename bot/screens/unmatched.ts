import type { DealCase } from '../../domain/case.ts';
import { bookable } from '../../domain/decisions/book-charge.ts';
import { dueOf, type Invoice } from '../../domain/invoice.ts';
import type { MessageData } from '../../domain/message.ts';
import { fromJson, type MoneyJson, money, toJson } from '../../domain/money.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Candidate, Held, Page, Settled, Waiting } from '../../domain/ports/inbox-desk.ts';
import { codeOf } from '../../domain/unmatched.ts';
import { stopButton } from './dialogue.ts';
import type { Paging } from './lists.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, rowsOf, type StaffViewer } from './reader.ts';
import { originName } from './source.ts';

/** Owners are told of money without a deal. */
export async function staffUnmatched(r: Reader, view: MessageData['staff_unmatched']): Promise<Outgoing> {
  return card(r, { code: await codeOf(view), view }, true);
}

/** One row of the inbox, with what can be done with it. */
export function waitingCard(turn: StaffViewer, waiting: Waiting): Outgoing {
  return card(readerOf(turn), waiting, turn.staff.role !== 'viewer');
}

function card(r: Reader, { code, view }: Pick<Waiting, 'code' | 'view'>, work: boolean): Outgoing {
  const { type, amount, source, payer, purpose } = view;
  const isMoney = type === 'payment';
  const when = r.moment(view.receivedAt);
  return {
    text: lines(
      r.say(isMoney ? 'staff-unmatched' : `staff-unmatched-${type}`, { amount }),
      r.say('staff-unmatched-where', {
        source: originName(r, source),
        reference: view.reference || '—',
        when,
      }),
      payer &&
        r.say(payer.inn ? 'unmatched-payer-inn' : 'unmatched-payer', { ...payer, inn: payer.inn ?? '' }),
      purpose && r.say('unmatched-purpose', { purpose }),
      r.say(isMoney ? 'unmatched-next' : 'unmatched-next-look'),
    ),
    buttons: buttonRows(
      [work && isMoney && r.button('umw', [code, 0], 'button-whose')],
      [work && isMoney && r.button('umr', [code], 'button-give-back')],
      [work && !isMoney && r.button('ums', [code], 'button-seen')],
      [r.button('unm', [0], 'button-unmatched')],
    ),
  };
}

/** `/unmatched`: all that waits, newest first, a button each. */
export function waitingList(turn: StaffViewer, rows: readonly Waiting[], { page, more }: Paging): Outgoing {
  const r = readerOf(turn);
  const turns = buttonRows(
    [
      page > 0 && r.button('unm', [page - 1], 'button-newer'),
      more && r.button('unm', [page + 1], 'button-older'),
    ],
    [r.button('held', [0], 'button-held')],
  );
  if (rows.length === 0) return { text: r.say(page > 0 ? 'list-end' : 'unmatched-none'), buttons: turns };
  const values = ({ view }: Waiting) => ({
    when: r.moment(view.receivedAt),
    amount: view.amount,
    source: originName(r, view.source),
  });
  const row = (each: Waiting) =>
    r.say(each.view.type === 'payment' ? 'unmatched-row' : `unmatched-row-${each.view.type}`, values(each));
  const buttons = rows.map((each) => r.button('um', [each.code], 'button-unmatched-row', values(each)));
  return {
    text: blocks(r.say('unmatched-title'), lines(...rows.map(row))),
    buttons: [...rowsOf(buttons, 2), ...turns],
  };
}

/** What customers paid beyond their invoices, each with what can be done with it. */
export function heldList(turn: StaffViewer, rows: readonly Held[], { page, more }: Paging): Outgoing {
  const r = readerOf(turn);
  const work = turn.staff.role !== 'viewer';
  const turns = buttonRows([
    page > 0 && r.button('held', [page - 1], 'button-newer'),
    more && r.button('held', [page + 1], 'button-older'),
  ]);
  if (rows.length === 0) return { text: r.say(page > 0 ? 'list-end' : 'held-none'), buttons: turns };
  const row = ({ number, amount, customer }: Held) =>
    r.say('held-row', { number, amount, customer: customer ?? r.label('customer-unnamed') });
  const buttons = rows.map(({ paymentId, number, amount, mayCount }) => [
    mayCount && r.button('crd', [paymentId], 'button-count', { number }),
    r.button('ovr', [paymentId], 'button-return', { amount }),
  ]);
  return {
    text: blocks(r.say('held-title'), lines(...rows.map(row))),
    buttons: [...(work ? buttonRows(...buttons) : []), ...turns],
  };
}

/** Whose is it? Invoices that it may be for, best guesses first. */
export function whose(
  turn: StaffViewer,
  { code, view }: Waiting,
  { rows, more }: Page<Candidate>,
  page: number,
): Outgoing {
  const r = readerOf(turn);
  const groups = [...new Set(rows.map(({ why }) => why))].map((why) =>
    lines(
      r.say(`whose-why-${why}`),
      ...rows.filter((each) => each.why === why).map((each) => candidateLine(r, each)),
    ),
  );
  const buttons = rows.map(({ number }) => r.button('uma', [code, number], 'button-bill', { number }));
  return {
    text: blocks(
      r.say('whose-title', { amount: view.amount }),
      ...groups,
      rows.length === 0 && r.say('whose-none'),
    ),
    buttons: buttonRows(
      ...rowsOf(buttons, 3),
      [
        page > 0 && r.button('umw', [code, page - 1], 'button-newer'),
        more && r.button('umw', [code, page + 1], 'button-older'),
      ],
      [r.button('umw', [code, 'ask'], 'button-other-invoice'), r.button('um', [code], 'button-back')],
    ),
  };
}

function candidateLine(r: Reader, { number, customer, due, total, state, issuedAt }: Candidate): string {
  const owed = fromJson(due).minor > 0n;
  const values = { number, customer: customer ?? r.label('customer-unnamed'), day: r.day(issuedAt) };
  return owed
    ? r.say('whose-row', { ...values, due })
    : r.say('whose-row-closed', { ...values, total, state: r.label(`invoice-state-${state}`) });
}

/** None of the shown ones: its number is asked for. */
export function askNumber(turn: StaffViewer): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('whose-ask'), buttons: [[stopButton(r)]] };
}

/** The last look before money is put on an invoice: what that would do to it. */
export function confirmAttach(
  turn: StaffViewer,
  { code, view }: Waiting,
  facts: DealCase,
  invoice: Invoice,
): Outgoing {
  const r = readerOf(turn);
  const { number } = invoice;
  const { amount } = view;
  const customer = facts.contact?.name ?? r.label('customer-unnamed');
  const pays = bookable(facts, invoice, fromJson(amount));
  return {
    text: blocks(
      lines(
        r.say('attach-confirm', { amount, number }),
        r.say('whose', { customer, deal: String(facts.deal.id) }),
      ),
      lines(...effect(r, invoice, amount, pays), facts.contact && r.say('attach-tells')),
      pays > 0n && r.say('attach-or-keep'),
    ),
    buttons: buttonRows(
      [pays > 0n && r.button('uma', [code, number, 'y'], 'button-attach', { amount })],
      [r.button('uma', [code, number, 'c'], 'button-keep-credit')],
      [r.button('umw', [code, 0], 'button-back')],
    ),
  };
}

function effect(r: Reader, invoice: Invoice, amount: MoneyJson, pays: bigint): (string | false)[] {
  if (pays === 0n) return [r.say('attach-nothing')];
  const sum = (minor: bigint) => toJson(money(minor, invoice.currency));
  const left = dueOf(invoice) - pays;
  const extra = fromJson(amount).minor - pays;
  return [
    left > 0n ? r.say('attach-part', { left: sum(left) }) : r.say('attach-pays'),
    extra > 0n && r.say('attach-extra', { extra: sum(extra) }),
  ];
}

/** It is booked. @param asCredit beside the invoice, for its customer. */
export function attached(
  turn: StaffViewer,
  { view: { amount } }: Waiting,
  { number, dealId }: Settled,
  asCredit: boolean,
): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say(asCredit ? 'money-kept' : 'attached', { amount, number }),
    buttons: [[r.button('deal', [dealId], 'button-open-deal'), r.button('unm', [0], 'button-unmatched')]],
  };
}

/** Asked before money is sent back; where the provider cannot, people do it and say so. */
export function confirmGiveBack(
  turn: StaffViewer,
  { code, view: { amount }, returnable }: Waiting,
): Outgoing {
  const r = readerOf(turn);
  return {
    text: lines(
      r.say('give-back-confirm', { amount }),
      r.say(returnable ? 'refund-back-where' : 'give-back-by-hand'),
    ),
    buttons: buttonRows(
      [
        returnable
          ? r.button('umr', [code, 'y'], 'button-refund', { amount })
          : r.button('umr', [code, 'h'], 'button-given-back'),
      ],
      [r.button('um', [code], 'button-back')],
    ),
  };
}

export function givenBack(turn: StaffViewer, { view: { amount }, returnable }: Waiting): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say(returnable ? 'give-back-on-its-way' : 'given-back', { amount }),
    buttons: [[r.button('unm', [0], 'button-unmatched')]],
  };
}

export function noted(turn: StaffViewer): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('seen'), buttons: [[r.button('unm', [0], 'button-unmatched')]] };
}
