import type { BankAccount } from '../../../../domain/seller.ts';
import type { Order } from './books.ts';

interface Owner {
  readonly name: string;
  readonly inn: string;
  readonly account: BankAccount;
  readonly payerBic: string;
}

/** All orders as a statement in the text form of 1C, version 1.03, windows-1251 (standard of exchange of 1C). */
export function statementFile(owner: Owner, orders: readonly Order[]): Uint8Array<ArrayBuffer> {
  const days = orders.map(({ day }) => day).sort();
  const [from = '2026-01-01', to = from] = [days[0], days.at(-1)];
  const total = (direction: Order['direction']): bigint =>
    orders
      .filter((each) => each.direction === direction)
      .reduce((sum, each) => sum + BigInt(each.amount), 0n);
  const [received, spent, opening] = [total('in'), total('out'), total('out') + 1_000_000n];
  const period = [
    `ДатаНачала=${dateOf(from)}`,
    `ДатаКонца=${dateOf(to)}`,
    `РасчСчет=${owner.account.account}`,
  ];
  const lines = [
    '1CClientBankExchange',
    'ВерсияФормата=1.03',
    'Кодировка=Windows',
    'Отправитель=Учебный банк',
    'Получатель=',
    ...period,
    'СекцияРасчСчет',
    ...period,
    `НачальныйОстаток=${roubles(opening)}`,
    `ВсегоПоступило=${roubles(received)}`,
    `ВсегоСписано=${roubles(spent)}`,
    `КонечныйОстаток=${roubles(opening + received - spent)}`,
    'КонецРасчСчет',
    ...orders.flatMap((order) => sectionOf(owner, order)),
    'КонецФайла',
  ];
  return encode1251(`${lines.join('\r\n')}\r\n`);
}

function sectionOf(owner: Owner, order: Order): string[] {
  const own = { name: owner.name, inn: owner.inn, account: owner.account.account, bic: owner.account.bic };
  const other = { name: order.name, inn: order.inn, account: order.account, bic: owner.payerBic };
  const [payer, payee] = order.direction === 'in' ? [other, own] : [own, other];
  const day = dateOf(order.day);
  return [
    'СекцияДокумент=Платежное поручение',
    `Номер=${order.number}`,
    `Дата=${day}`,
    `Сумма=${roubles(BigInt(order.amount))}`,
    `ПлательщикСчет=${payer.account}`,
    `ДатаСписано=${order.direction === 'out' ? day : ''}`,
    `Плательщик=${line(payer.name)}`,
    `ПлательщикИНН=${payer.inn}`,
    `ПлательщикБИК=${payer.bic}`,
    `ПолучательСчет=${payee.account}`,
    `ДатаПоступило=${order.direction === 'in' ? day : ''}`,
    `Получатель=${line(payee.name)}`,
    `ПолучательИНН=${payee.inn}`,
    `ПолучательБИК=${payee.bic}`,
    'ВидОплаты=01',
    `НазначениеПлатежа=${line(order.purpose)}`,
    'Очередность=5',
    'КонецДокумента',
  ];
}

function line(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

/** `2026-11-24` as `24.11.2026`. */
function dateOf(day: string): string {
  return day.split('-').reverse().join('.');
}

function roubles(kopecks: bigint): string {
  return `${kopecks / 100n}.${(kopecks % 100n).toString().padStart(2, '0')}`;
}

/** Windows-1251; what it lacks becomes a question mark, as banks do. */
function encode1251(text: string): Uint8Array<ArrayBuffer> {
  const all = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const bytes = new Map([...all].map((letter, byte) => [letter, byte]));
  return Uint8Array.from([...text], (letter) => bytes.get(letter) ?? 0x3f);
}
