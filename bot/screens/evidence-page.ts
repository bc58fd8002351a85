import type { EvidenceView } from '../../domain/evidence-view.ts';
import { format, fromJson, type MoneyJson } from '../../domain/money.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import { formatDecimal } from '../texts/format.ts';
import { disputeReason } from './dispute.ts';
import { eventWords, lineWords } from './evidence-words.ts';
import type { Reader } from './reader.ts';
import { sourceName } from './source.ts';

/** Text that is HTML already. */
type Html = { readonly html: string };
type Cell = string | Html | null;

/**
 * The whole pack as one page without scripts, pictures or addresses of elsewhere: it reads the same in a
 * chat, on paper and at a bank. Every moment stands in UTC and in the shop's time.
 */
export function evidencePage(r: Reader, pack: EvidenceView): string {
  const title = r.label('evidence-title', { number: pack.invoice.number });
  const parts = [
    aboutDispute(r, pack),
    aboutDeal(r, pack),
    items(r, pack),
    payments(r, pack),
    refunds(r, pack),
    receipts(r, pack),
    timeline(r, pack),
    conversation(r, pack),
  ];
  const made = r.label('evidence-made', { when: utc(pack.madeAt), zone: r.timeZone });
  return [
    '<!doctype html>',
    `<html lang="${safe(r.locale)}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="robots" content="noindex"><title>${safe(title)}</title><style>${STYLE}</style></head>`,
    `<body><h1>${safe(title)}</h1><p class="made">${safe(made)}</p>`,
    ...parts,
    '</body></html>',
  ].join('\n');
}

const STYLE = `
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;line-height:1.25}h2{font-size:1.125rem;margin:2rem 0 .5rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.375rem .75rem .375rem 0;border-bottom:1px solid #d8d8d8;overflow-wrap:break-word}
th{font-weight:600}th[scope=row]{width:14rem;font-weight:400;color:#555}small,.made{color:#555}
.wide{overflow-x:auto}time{white-space:nowrap}
@media print{body{margin:0;max-width:none;font-size:11pt}h2{break-after:avoid}tr{break-inside:avoid}}`;

function aboutDispute(r: Reader, { dispute }: EvidenceView): string {
  return section(
    r.label('evidence-dispute'),
    pairs([
      [r.label('evidence-sum'), sum(r, dispute.amount)],
      [r.label('evidence-reason'), dispute.reason === null ? null : disputeReason(r, dispute.reason)],
      [r.label('evidence-state'), r.label(`evidence-dispute-${dispute.state}`)],
      [r.label('evidence-opened'), moment(r, dispute.openedAt)],
      [r.label('evidence-answer-until'), moment(r, dispute.respondBefore)],
      [r.label('evidence-closed'), moment(r, dispute.closedAt)],
      [r.label('evidence-provider'), dispute.provider],
      [r.label('evidence-dispute-id'), dispute.reference],
    ]),
  );
}

function aboutDeal(r: Reader, { deal, seller, customer }: EvidenceView): string {
  const company = customer?.company;
  const inn = seller.inn ? r.label('evidence-inn', { inn: seller.inn }) : '';
  return section(
    r.label('evidence-deal'),
    pairs([
      [r.label('evidence-seller'), [seller.name, inn, seller.email].filter(Boolean).join(', ')],
      [r.label('evidence-deal-number'), `${deal.id}${deal.title ? `: ${deal.title}` : ''}`],
      [r.label('evidence-source'), sourceName(r, deal.source)],
      [r.label('evidence-deal-opened'), moment(r, deal.openedAt)],
      [r.label('evidence-responsible'), deal.responsible],
      [r.label('evidence-customer'), customer?.name ?? null],
      [
        r.label(customer?.phoneVerified ? 'evidence-phone-verified' : 'evidence-phone'),
        customer?.phone ?? null,
      ],
      [r.label('evidence-email'), customer?.email ?? null],
      [r.label('evidence-company'), company ? `${company.name}, ${company.inn}` : null],
      [r.label('evidence-chat'), customer ? `${customer.channel} ${customer.address}` : null],
      [r.label('evidence-since'), moment(r, customer?.since ?? null)],
    ]),
  );
}

function items(r: Reader, { invoice }: EvidenceView): string {
  const head = ['evidence-what', 'evidence-quantity', 'evidence-sum'].map((key) => r.label(key));
  const rows = invoice.items.map(({ title, quantity, amount }): Cell[] => [
    title,
    formatDecimal(quantity, r.locale),
    sum(r, amount),
  ]);
  return section(
    r.label('evidence-invoice', { number: invoice.number }),
    table(head, rows) +
      pairs([
        [r.label('evidence-total'), sum(r, invoice.total)],
        [r.label('evidence-paid'), sum(r, invoice.paid)],
        [r.label('evidence-refunded'), sum(r, invoice.refunded)],
        [r.label('evidence-issued'), moment(r, invoice.issuedAt)],
        [r.label('evidence-issued-by'), invoice.issuedBy],
        [r.label('evidence-asked'), moment(r, invoice.askedAt)],
        [r.label('evidence-due'), moment(r, invoice.dueAt)],
        [r.label('evidence-paid-at'), moment(r, invoice.paidAt)],
      ]),
  );
}

function payments(r: Reader, pack: EvidenceView): string {
  const keys = ['evidence-when', 'evidence-sum', 'evidence-how', 'evidence-state', 'evidence-ids'];
  const rows = pack.payments.map((each): Cell[] => {
    const state = r.label(`evidence-payment-${STATES.has(each.state) ? each.state : 'pending'}`);
    return [
      moment(r, each.succeededAt ?? each.createdAt),
      sum(r, each.amount),
      r.label(`kind-${each.kind}`),
      each.disputed ? `${state}, ${r.label('evidence-this-one')}` : state,
      [each.provider, each.reference, each.chargeId].filter(Boolean).join(' · '),
    ];
  });
  return section(r.label('evidence-payments'), tableOf(r, keys, rows));
}

/** States of a payment that have words of their own; the others are of one that is under way. */
const STATES: ReadonlySet<string> = new Set(['authorized', 'succeeded', 'failed', 'expired', 'cancelled']);

function refunds(r: Reader, pack: EvidenceView): string {
  if (pack.refunds.length === 0) return '';
  const keys = ['evidence-when', 'evidence-sum', 'evidence-reason', 'evidence-state', 'evidence-ids'];
  const rows = pack.refunds.map((each): Cell[] => {
    const what = each.items.map(({ title, quantity }) => `${title} × ${formatDecimal(quantity, r.locale)}`);
    const done = each.state === 'succeeded' || each.state === 'failed';
    return [
      moment(r, each.finishedAt ?? each.createdAt),
      sum(r, each.amount),
      [each.reason, ...what].filter(Boolean).join('; '),
      r.label(`evidence-refund-${done ? each.state : 'pending'}`),
      each.reference,
    ];
  });
  return section(r.label('evidence-refunds'), tableOf(r, keys, rows));
}

function receipts(r: Reader, pack: EvidenceView): string {
  if (pack.receipts.length === 0) return '';
  const keys = [
    'evidence-when',
    'evidence-sum',
    'evidence-receipt-kind',
    'evidence-state',
    'evidence-fiscal',
  ];
  const rows = pack.receipts.map((each): Cell[] => {
    const { fiscal } = each;
    const numbers = fiscal && [fiscal.storageNumber, fiscal.documentNumber, fiscal.attribute].join(' · ');
    const done = each.state === 'registered' || each.state === 'failed';
    return [
      moment(r, each.registeredAt ?? each.createdAt),
      sum(r, each.amount),
      r.label(`evidence-receipt-${each.purpose}`),
      r.label(`evidence-receipt-${done ? each.state : 'waits'}`),
      [numbers, each.url].filter(Boolean).join(' · '),
    ];
  });
  return section(r.label('evidence-receipts'), tableOf(r, keys, rows));
}

function timeline(r: Reader, pack: EvidenceView): string {
  const rows = pack.timeline.map((event): Cell[] => {
    const { type, name } = event.by;
    const who = type === 'system' ? r.label('evidence-by-system') : (name ?? r.label(`evidence-by-${type}`));
    return [moment(r, event.at), who, eventWords(r, event)];
  });
  return section(
    r.label('evidence-timeline'),
    tableOf(r, ['evidence-when', 'evidence-who', 'evidence-what-happened'], rows),
  );
}

function conversation(r: Reader, pack: EvidenceView): string {
  if (pack.conversation.length === 0)
    return section(r.label('evidence-conversation'), `<p>${safe(r.label('evidence-no-words'))}</p>`);
  const rows = pack.conversation.map((line): Cell[] => {
    const mine = line.from === 'customer';
    const who = mine ? (pack.customer?.name ?? r.label('evidence-by-customer')) : pack.seller.name;
    const sent = line.deliveredAt === null ? r.label('evidence-not-delivered') : moment(r, line.deliveredAt);
    return [moment(r, line.at), who, lineWords(r, line), mine ? null : sent];
  });
  return section(
    r.label('evidence-conversation'),
    tableOf(r, ['evidence-when', 'evidence-who', 'evidence-words', 'evidence-delivered'], rows),
  );
}

function sum(r: Reader, amount: MoneyJson): string {
  return format(fromJson(amount), r.locale);
}

/** A moment in UTC, and in the shop's time below it. */
function moment(r: Reader, at: Instant | null): Html | null {
  if (at === null) return null;
  const local = new Intl.DateTimeFormat(r.locale, {
    timeZone: r.timeZone,
    dateStyle: 'medium',
    timeStyle: 'medium',
  }).format(at);
  return { html: `<time>${safe(utc(at))}<br><small>${safe(local)}</small></time>` };
}

/** `2026-11-25 09:15:00 UTC`. */
function utc(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

function section(title: string, body: string): string {
  return `<section><h2>${safe(title)}</h2>${body}</section>`;
}

/** Names and what they are; what nobody knows is left out. */
function pairs(all: readonly (readonly [string, Cell])[]): string {
  const known = all.filter(([, value]) => value !== null && value !== '');
  const rows = known.map(
    ([name, value]) => `<tr><th scope="row">${safe(name)}</th><td>${cell(value)}</td></tr>`,
  );
  return `<table>${rows.join('')}</table>`;
}

function tableOf(r: Reader, keys: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return table(
    keys.map((key) => r.label(key)),
    rows,
  );
}

function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const names = head.map((name) => `<th scope="col">${safe(name)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map((value) => `<td>${cell(value)}</td>`).join('')}</tr>`);
  return `<div class="wide"><table><thead><tr>${names}</tr></thead><tbody>${body.join('')}</tbody></table></div>`;
}

function cell(value: Cell): string {
  if (value === null) return '';
  return typeof value === 'string' ? safe(value).replaceAll('\n', '<br>') : value.html;
}

const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Anybody's words stay words. */
function safe(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}
