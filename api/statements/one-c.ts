import { money } from '../../domain/money.ts';
import type { StatementLine } from '../../domain/statement.ts';
import { accountIn, dayOf, innIn, kopecksOf, unreadable, wordsOf } from './values.ts';

/** What a file tells of accounts: all those that it names, and the movements on ours. */
export interface StatementFile {
  /** Accounts that the file says it is about. */
  readonly accounts: readonly string[];
  /** In the file's order, in and out. */
  readonly lines: readonly StatementLine[];
  /** False when the bank's own totals say otherwise than its lines. */
  readonly balanced: boolean;
}

/** One section: its first lines by key, where it began and what was written after its name. */
interface Section {
  readonly line: number;
  readonly values: Map<string, string>;
}

interface Sections {
  readonly header: Map<string, string>;
  readonly accounts: Section[];
  readonly documents: Section[];
}

/** What ends a section, by what begins it. */
const ENDS = { СекцияРасчСчет: 'КонецРасчСчет', СекцияДокумент: 'КонецДокумента' } as const;

/**
 * Reads a statement in the text form of 1C, 1CClientBankExchange 1.02 and 1.03. Of the documents only those of `own`
 * accounts that the bank has carried out become lines. @throws Unreadable
 */
export function readOneC(text: string, own: ReadonlySet<string>): StatementFile {
  const { header, accounts, documents } = sectionsOf(text);
  const told = [header.get('РасчСчет') ?? '', ...accounts.map(({ values }) => values.get('РасчСчет') ?? '')];
  const lines = documents.flatMap((section) => lineOf(section, own) ?? []);
  const named = [...new Set(told.filter(Boolean))];
  return { accounts: named, lines, balanced: isBalanced(accounts, lines, own) };
}

function sectionsOf(text: string): Sections {
  const found: Sections = { header: new Map(), accounts: [], documents: [] };
  let open: { section: Section; end: string } | null = null;
  let ended = false;
  let number = 0;
  for (const raw of text.split('\n')) {
    number++;
    const line = raw.trim();
    if (line === 'КонецФайла') ended = true;
    const at = line.indexOf('=');
    const key = at < 0 ? line : line.slice(0, at).trim();
    const end = Object.hasOwn(ENDS, key) ? ENDS[key as keyof typeof ENDS] : null;
    if (end || line === 'КонецФайла') {
      if (open) throw unreadable('not_closed', open.section.line, open.end);
      if (!end) break;
      open = { section: { line: number, values: new Map() }, end };
      (key === 'СекцияДокумент' ? found.documents : found.accounts).push(open.section);
    } else if (key === open?.end) open = null;
    else if (at > 0) put(open?.section.values ?? found.header, key, line.slice(at + 1).trim());
  }
  if (!ended) throw unreadable('cut_off', number, 'КонецФайла');
  return found;
}

/** The first of a repeated key counts: nobody overwrites the bank's own words by a break in a purpose. */
function put(values: Map<string, string>, key: string, value: string): void {
  if (!values.has(key)) values.set(key, value);
}

function lineOf({ line, values }: Section, own: ReadonlySet<string>): StatementLine | null {
  const get = (key: string) => values.get(key) ?? '';
  const account = (side: 'Плательщик' | 'Получатель') =>
    accountIn(get(`${side}Счет`)) ?? accountIn(get(`${side}РасчСчет`)) ?? '';
  const [payer, payee] = [account('Плательщик'), account('Получатель')];
  const direction = own.has(payee) ? 'in' : own.has(payer) ? 'out' : null;
  const booked = get(direction === 'in' ? 'ДатаПоступило' : 'ДатаСписано');
  // Without a day of booking nothing has moved yet.
  if (!direction || booked === '') return null;
  const other = direction === 'in' ? 'Плательщик' : 'Получатель';
  const amount = kopecksOf(get('Сумма'), { line, field: 'Сумма' });
  if (amount <= 0n) throw unreadable('bad_sum', line, 'Сумма');
  return {
    direction,
    account: direction === 'in' ? payee : payer,
    number: wordsOf(get('Номер')),
    day: dayOf(booked, { line, field: direction === 'in' ? 'ДатаПоступило' : 'ДатаСписано' }),
    amount: money(amount, 'RUB'),
    other: {
      name: nameOf(get(other), get(`${other}1`)),
      inn: innIn(get(`${other}ИНН`)) ?? innIn(get(other)),
      account: (direction === 'in' ? payer : payee) || null,
    },
    purpose: purposeIn(values),
  };
}

/** In version 1.02 the name may begin with the INN: `ИНН 7700000016 ООО "Покупатель"`. */
function nameOf(name: string, first: string): string {
  return wordsOf((name || first).replace(/^ИНН\s*\d{10,12}\s*/iu, ''));
}

function purposeIn(values: ReadonlyMap<string, string>): string {
  const whole = values.get('НазначениеПлатежа');
  if (whole) return wordsOf(whole);
  const parts = [1, 2, 3, 4, 5, 6].map((index) => values.get(`НазначениеПлатежа${index}`) ?? '');
  return wordsOf(parts.filter(Boolean).join(' '));
}

/** Opening and what moved make the closing sum, and what came in is what the lines say. */
function isBalanced(
  accounts: readonly Section[],
  lines: readonly StatementLine[],
  own: ReadonlySet<string>,
): boolean {
  const ours = accounts.filter(({ values }) => own.has(values.get('РасчСчет') ?? ''));
  const sum = ({ values, line }: Section, field: string) =>
    kopecksOf(values.get(field) || '0', { line, field });
  const each = ours.every((section) => {
    if (!section.values.get('КонечныйОстаток')) return true;
    const moved = sum(section, 'ВсегоПоступило') - sum(section, 'ВсегоСписано');
    return sum(section, 'НачальныйОстаток') + moved === sum(section, 'КонечныйОстаток');
  });
  const told = ours.filter(({ values }) => values.get('ВсегоПоступило'));
  const received = told.reduce((total, section) => total + sum(section, 'ВсегоПоступило'), 0n);
  const seen = lines
    .filter(({ direction }) => direction === 'in')
    .reduce((total, { amount }) => total + amount.minor, 0n);
  return each && (told.length === 0 || seen === received);
}
