/** What a column holds. Of payer and payee the one that is not us is the other side. */
export type Column =
  | 'day'
  | 'number'
  | 'credit'
  | 'debit'
  | 'amount'
  | 'kind'
  | 'own'
  | 'name'
  | 'inn'
  | 'account'
  | 'payerName'
  | 'payerInn'
  | 'payer'
  | 'payeeName'
  | 'payeeInn'
  | 'payee'
  | 'purpose';

/**
 * Names of columns as banks write them, the best of each first: lower case, `е` for `ё`, without signs. A name that
 * is not here may begin with one of them.
 */
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  day: [
    'дата проводки',
    'дата проведения',
    'дата операции',
    'дата списания зачисления',
    'дата',
    'дата документа',
    'booking date',
    'posting date',
    'transaction date',
    'operation date',
    'date',
  ],
  number: [
    'номер документа',
    'номер платежного поручения',
    'номер платежа',
    '№ документа',
    '№ док',
    '№ п п',
    'n документа',
    'n док',
    'номер',
    '№',
    'document number',
    'document no',
    'doc no',
    'reference number',
    'number',
  ],
  credit: [
    'сумма по кредиту',
    'кредит',
    'приход',
    'поступление',
    'поступления',
    'зачислено',
    'зачисление',
    'credit amount',
    'credit',
    'money in',
    'paid in',
  ],
  debit: [
    'сумма по дебету',
    'дебет',
    'расход',
    'списание',
    'списания',
    'списано',
    'debit amount',
    'debit',
    'money out',
    'paid out',
  ],
  amount: ['сумма операции', 'сумма платежа', 'сумма в валюте счета', 'сумма', 'amount', 'sum'],
  kind: ['тип операции', 'дебет кредит', 'направление', 'direction', 'type', 'dc'],
  own: ['номер счета', 'наш счет', 'счет клиента', 'account number', 'own account'],
  name: [
    'наименование контрагента',
    'контрагент',
    'корреспондент',
    'counterparty name',
    'counterparty',
    'name',
  ],
  inn: ['инн контрагента', 'инн корреспондента', 'инн', 'counterparty inn', 'inn', 'tax id'],
  account: [
    'счет контрагента',
    'номер счета контрагента',
    'расчетный счет контрагента',
    'р с контрагента',
    'счет корреспондента',
    'counterparty account',
    'iban',
    'счет',
  ],
  payerName: ['наименование плательщика', 'плательщик', 'payer name', 'payer'],
  payerInn: ['инн плательщика', 'payer inn', 'payer tax id'],
  payer: ['счет плательщика', 'номер счета плательщика', 'р с плательщика', 'счет дебет', 'payer account'],
  payeeName: ['наименование получателя', 'получатель', 'payee name', 'payee', 'beneficiary'],
  payeeInn: ['инн получателя', 'payee inn', 'beneficiary tax id'],
  payee: ['счет получателя', 'номер счета получателя', 'р с получателя', 'счет кредит', 'payee account'],
  purpose: [
    'назначение платежа',
    'назначение',
    'основание',
    'описание операции',
    'описание',
    'payment purpose',
    'purpose',
    'payment details',
    'details',
    'description',
  ],
};

/** Where each column stands in a row of names. */
export type Columns = ReadonlyMap<Column, number>;

/** Reads a row as names of columns. */
export function columnsOf(cells: readonly string[]): Columns {
  const names = cells.map(normal);
  const found = new Map<Column, number>();
  for (const [column, wanted] of Object.entries(NAMES) as [Column, readonly string[]][]) {
    const at = placeOf(names, wanted);
    if (at >= 0) found.set(column, at);
  }
  return found;
}

function placeOf(names: readonly string[], wanted: readonly string[]): number {
  for (const name of wanted) {
    const at = names.indexOf(name);
    if (at >= 0) return at;
  }
  return -1;
}

/** `№ Документа:` as `№ документа`; what stands in brackets (`Сумма (RUB)`) is taken away. */
function normal(cell: string): string {
  return cell
    .replace(/\([^)]*\)/g, ' ')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/[^\p{L}\p{N}№]+/gu, ' ')
    .trim();
}

/** The first thing that a row of names lacks to be a statement's; null when nothing is. */
export function lacking(columns: Columns): Column | null {
  const has = (...any: Column[]) => any.some((each) => columns.has(each));
  if (!has('day')) return 'day';
  if (!has('credit', 'amount')) return 'amount';
  if (!has('purpose')) return 'purpose';
  // Without these the same payment could not be known again in another file.
  if (!has('number')) return 'number';
  return has('account', 'payer') ? null : 'account';
}
