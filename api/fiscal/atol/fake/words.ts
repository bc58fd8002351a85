import type { Context } from 'hono';

const ru = {
  locale: 'ru',
  register: 'Учебная онлайн-касса',
  notReal: 'Чеки не настоящие, в налоговую ничего не уходит',
  list: 'Чеки',
  one: 'Кассовый чек',
  nothing: 'Чеков пока нет. Оплатите счёт, и здесь появится чек.',
  missing: 'Такого чека нет.',
  back: 'Все чеки',
  open: 'Открыть чек',
  break: 'Выключить кассу',
  mend: 'Включить кассу',
  failNext: 'Следующий чек не пробьётся',
  isDown: 'Касса выключена: на все запросы она отвечает ошибкой 503.',
  operations: {
    sell: 'Приход',
    sell_refund: 'Возврат прихода',
    buy: 'Расход',
    buy_refund: 'Возврат расхода',
  },
  states: { wait: 'В очереди', done: 'Пробит', fail: 'Не пробит' },
  tags: {
    total: 'Итог',
    buyer: 'Покупатель',
    seller: 'ИНН продавца',
    sellerEmail: 'Почта отправителя',
    place: 'Место расчётов',
    system: 'Система налогообложения',
    operation: 'Признак расчёта',
    price: 'Цена',
    quantity: 'Количество',
    measure: 'Мера',
    sum: 'Сумма',
    mode: 'Признак способа расчёта',
    subject: 'Признак предмета расчёта',
    vat: 'Ставка НДС',
    vatSum: 'В том числе НДС',
    at: 'Время',
    document: 'Номер ФД',
    storage: 'Номер ФН',
    sign: 'ФПД',
    registration: 'РН ККТ',
    shift: 'Смена',
    qr: 'Строка QR-кода',
    key: 'external_id',
  },
  paid: { 0: 'Наличными', 1: 'Безналичными', 2: 'Зачёт аванса', 3: 'В кредит' } as Record<number, string>,
};

/** Words of the register's pages in one language. */
export type Words = typeof ru;

const en: Words = {
  locale: 'en',
  register: 'Practice cash register',
  notReal: 'No real receipts; nothing goes to the tax service',
  list: 'Receipts',
  one: 'Receipt',
  nothing: 'No receipts yet. Pay an invoice, and its receipt appears here.',
  missing: 'There is no such receipt.',
  back: 'All receipts',
  open: 'Open the receipt',
  break: 'Switch the register off',
  mend: 'Switch the register on',
  failNext: 'Let the next receipt fail',
  isDown: 'The register is off: it answers every call with an error 503.',
  operations: {
    sell: 'Sale',
    sell_refund: 'Return of a sale',
    buy: 'Purchase',
    buy_refund: 'Return of a purchase',
  },
  states: { wait: 'In the queue', done: 'Registered', fail: 'Failed' },
  tags: {
    total: 'Total',
    buyer: 'Buyer',
    seller: 'Seller’s INN',
    sellerEmail: 'Sender’s e-mail',
    place: 'Place of settlement',
    system: 'Tax system',
    operation: 'Kind of settlement',
    price: 'Price',
    quantity: 'Quantity',
    measure: 'Measure',
    sum: 'Sum',
    mode: 'Payment mode',
    subject: 'Payment subject',
    vat: 'VAT rate',
    vatSum: 'VAT included',
    at: 'Time',
    document: 'Document number',
    storage: 'Fiscal storage',
    sign: 'Fiscal sign',
    registration: 'Registration number',
    shift: 'Shift',
    qr: 'Text of the QR code',
    key: 'external_id',
  },
  paid: { 0: 'Cash', 1: 'Electronic', 2: 'Prepaid', 3: 'On credit' },
};

/** A page's words, and the query that keeps its language on the next page. */
export interface Speech {
  readonly words: Words;
  readonly query: string;
}

/** By `?lang`, else by the browser's first language. */
export function speechOf(c: Context): Speech {
  const asked = c.req.query('lang');
  const words = /^\s*ru\b/i.test(asked ?? c.req.header('accept-language') ?? '') ? ru : en;
  return { words, query: asked ? `?lang=${words.locale}` : '' };
}
