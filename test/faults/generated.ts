import { gzipSync } from 'node:zlib';
import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import { malformed } from './malformed.ts';
import { type Odd, SECRET, TELEGRAM } from './malformed-by-hand.ts';
import { BANK, chargeEvent, type OpenPayment } from './open-payments.ts';
import type { Chance } from './seeded.ts';
import { WEBHOOK } from './sender.ts';

/** A request made by chance. */
export interface Made extends Omit<Odd, 'status'> {
  /** Its sender has the secret: whatever it says is the vendor's own word. */
  readonly genuine: boolean;
}

/** A message of Telegram to the bot. */
export function update(message: Record<string, unknown>, id = 76): Record<string, unknown> {
  return { update_id: id, message: { message_id: 9, date: 1, from: PERSON, chat: CHAT, ...message } };
}

const PERSON = { id: 2001, is_bot: false, first_name: 'Мария', language_code: 'ru' };
const CHAT = { id: 2001, type: 'private' };

/** Updates as they are; the number of each is its own. */
const UPDATES: readonly ((id: number) => Record<string, unknown>)[] = [
  (id) => update({ text: '/start src_autumn' }, id),
  (id) => update({ text: 'Нужен логотип', reply_to_message: { message_id: 5 } }, id),
  (id) =>
    update(
      { text: '/invoice 1 15000 Логотип', from: { ...PERSON, id: 1001 }, chat: { ...CHAT, id: 1001 } },
      id,
    ),
  (id) => update({ contact: { phone_number: '+79000000001', first_name: 'Мария', user_id: 2001 } }, id),
  (id) => update({ photo: [{ file_id: 'f1', width: 90, height: 90 }], caption: 'чек' }, id),
  (id) => ({
    update_id: id,
    callback_query: { id: '5', from: PERSON, message: { message_id: 3, chat: CHAT }, data: 'take:1' },
  }),
  (id) => ({
    update_id: id,
    edited_message: { message_id: 9, from: PERSON, chat: CHAT, text: 'два логотипа' },
  }),
  (id) => ({
    update_id: id,
    my_chat_member: { chat: CHAT, from: PERSON, new_chat_member: { status: 'kicked' } },
  }),
];

/** The next one: to the bank's address or to the messenger's. */
export async function generated(chance: Chance, open: readonly OpenPayment[]): Promise<Made> {
  const made = chance.percent(60) ? await payment(chance, open) : message(chance);
  if (chance.percent(95)) return made;
  const headers: Odd['headers'] = [
    ...made.headers,
    ['content-encoding', chance.pick(['gzip', 'br', 'identity', 'x'])],
  ];
  return { ...made, headers };
}

async function payment(chance: Chance, open: readonly OpenPayment[]): Promise<Made> {
  const good = JSON.stringify(chargeEvent(chance.pick(open)));
  const body = large(chance) ?? malformed(good, chance);
  const how = chance.pick([
    'none',
    'before',
    'before',
    'another',
    'late',
    'well',
    'well',
    'well',
    'twice',
  ] as const);
  const signed = how === 'before' ? new TextEncoder().encode(good) : body;
  const secret = how === 'another' ? 'another' : BANK.SANDBOX_BANK_WEBHOOK_SECRET;
  const value = await sign(secret, signed, Date.now() - (how === 'late' ? 400_000 : 0));
  const header = [SIGNATURE_HEADER, value] as const;
  const headers = { none: [], twice: [header, header] }[how as 'none'] ?? [header];
  const unchanged = how === 'before' && Buffer.compare(signed, body) === 0;
  return { name: `bank, signed ${how}`, path: WEBHOOK, headers, body, genuine: how === 'well' || unchanged };
}

let serial = 1_000;

function message(chance: Chance): Made {
  const good = JSON.stringify(chance.pick(UPDATES)(++serial));
  const body = large(chance) ?? malformed(good, chance);
  const how = chance.pick(['none', 'wrong', 'well', 'well', 'well', 'well', 'twice'] as const);
  const [name, secret] = SECRET;
  const headers = {
    none: [],
    wrong: [[name, `${secret}x`] as const],
    well: [SECRET],
    twice: [SECRET, SECRET],
  }[how];
  return { name: `update, secret ${how}`, path: TELEGRAM, headers, body, genuine: how === 'well' };
}

const LARGE = new Uint8Array(5 * 1024 * 1024).fill(0x5b);
const BOMB = new Uint8Array(gzipSync(new Uint8Array(50 * 1024 * 1024)));

/** Now and then something that is only large, or becomes so. */
function large(chance: Chance): Uint8Array | null {
  if (chance.percent(99)) return null;
  return chance.pick([LARGE, LARGE.subarray(0, 1024 * 1024), BOMB]);
}
