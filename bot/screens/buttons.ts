/**
 * Ids of buttons: `verb:arg[:arg]`, at most 64 bytes (Telegram's limit for `callback_data`, the least of
 * all channels). Whoever makes a button and whoever answers it meet here.
 */
export const VERBS = [
  // Customer, under an invoice: remind me tomorrow, I have paid, I don't want it; arg: number of the invoice.
  'tom',
  'paid',
  'no',
  // Staff, a deal: open it, take it, invoice, answer, give it up; arg: id of the deal.
  'deal',
  'take',
  'inv',
  'ans',
  'lost',
  // Lists of deals and of invoices; arg: page, from 0.
  'deals',
  'invs',
  // An invoice: open it, remind, refund, cancel (`can:1:y` when confirmed); arg: its number.
  'bill',
  'ask',
  'rem',
  'ref',
  'can',
  // Money beyond an invoice: return it, or let it pay the invoice; arg: id of the payment.
  'ovr',
  'crd',
  // A receipt that failed, once more: `rcp:<deal>:<receipt>`; an invoice that is handed over: its number.
  'rcp',
  'done',
  // An order of a marketplace is handed over; arg: id of the deal.
  'shp',
  // Held money: `hld:<payment id>:all|part|off`, `off:y` when confirmed.
  'hld',
  // How customers pay, for owners: `pol:<funnel>:<p|c>[:<what>:<on what>[:<provider>]]`.
  'pol',
  // A refund that failed, once more: `again:<deal>:<id>`.
  'again',
  // Unknown money: the list (`unm:<page>`); one row by its code: open it, whose is it (`umw:<code>:<page>|ask`), put
  // it on an invoice (`uma:<code>:<number>`, `:y` when confirmed, `:c` as credit), give it back (`umr:<code>`, `:y`, or
  // `:h` when a person did), noted.
  'unm',
  'um',
  'umw',
  'uma',
  'umr',
  'ums',
  // A refund that staff have sent by transfer: its id. The customer's company: the deal.
  'sent',
  'comp',
  // Credit that customers have: the list (`held:<page>`).
  'held',
  // Enter money by hand; arg: number of the invoice.
  'cash',
  // The evidence of a dispute: `evd:<deal>:<id>`.
  'evd',
  // The check-up of the till, for owners.
  'doc',
  // A person's data: `fgt:<deal>` opens it, then `:x` hands it out, `:e` asks whether to erase it, `:y` does.
  'fgt',
  // An approval: `apr:<id>:y` or `apr:<id>:n`.
  'apr',
  // The team: `invite:<role>`, `member:<id>`, `ceil:<id>:invoice|refund`, `fire:<id>` (`fire:<id>:y` when confirmed).
  'invite',
  'member',
  'ceil',
  'fire',
  // An answer to what the bot asked: `dlg:skip|use|ok|stop|add|all|due|due:none|due:3d|due:7d|reason:<n>|kind:<kind>`.
  'dlg',
] as const;

export type Verb = (typeof VERBS)[number];

export interface ButtonCall {
  readonly verb: Verb;
  readonly args: readonly string[];
}

const LONGEST = 64;

/**
 * Writes the id of a button.
 * @throws RangeError for an argument with a colon or an id above 64 bytes: a bug of the screen.
 */
export function buttonId(verb: Verb, ...args: readonly (string | number)[]): string {
  const id = [verb, ...args].join(':');
  const split = args.some((arg) => String(arg).includes(':'));
  if (split || new TextEncoder().encode(id).length > LONGEST)
    throw new RangeError(`no id of a button: ${id}`);
  return id;
}

/** Reads the id of a button; null for what is none of ours (an old or foreign one). */
export function parseButton(id: string): ButtonCall | null {
  const [name, ...args] = id.split(':');
  const verb = VERBS.find((each) => each === name);
  return verb ? { verb, args } : null;
}
