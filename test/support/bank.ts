import { SIGNATURE_HEADER, sign } from '../../api/payments/sandbox/webhook.ts';
import type { WireEvent, WirePayment } from '../../api/payments/sandbox/wire.ts';
import type { Running } from './process.ts';

const SECRET = 'a-webhook-secret-of-the-tests';
const KEY = 'an-api-key-of-the-tests';

/** Given to the process, so that a test may ask the practice bank and speak in its name. */
export const BANK_KEYS = { SANDBOX_BANK_SECRET_KEY: KEY, SANDBOX_BANK_WEBHOOK_SECRET: SECRET };

const BROWSER = { 'user-agent': 'Mozilla/5.0 (iPhone)' };

/** Follows a pay link as a browser does. Gives the bank's page, or the status where there is none. */
export async function openPayment(link: string): Promise<string | number> {
  const opened = await fetch(link, { redirect: 'manual', headers: BROWSER });
  await opened.arrayBuffer();
  const page = opened.headers.get('location')?.replace('localhost', '127.0.0.1');
  return opened.status === 303 && page ? page : opened.status;
}

/** The bank's id of the payment whose page this is. */
export function referenceOf(page: string | number): string {
  return String(page).split('/').at(-1) ?? '';
}

/** Presses a button on the bank's page of a payment, or in its office: `pay`, `twice`, `chargeback`, `won`. */
export async function pressAtBank(page: string | number, body: Record<string, string>): Promise<void> {
  const done = await fetch(page as string, {
    method: 'POST',
    body: new URLSearchParams(body),
    redirect: 'manual',
  });
  if (done.status !== 303) throw new Error(`the bank refused: ${done.status} ${await done.text()}`);
}

/** The bank's office: what may befall the money of one charge, refund or dispute. */
export function office(till: Running, what: string, id: string, sum = ''): Promise<void> {
  return pressAtBank(`${till.url}/sandbox/bank/admin`, { do: what, id, sum });
}

/** A payment as the bank itself has it. */
export async function atBank(till: Running, reference: string): Promise<WirePayment> {
  const headers = { authorization: `Bearer ${KEY}` };
  const answer = await fetch(`${till.url}/sandbox/bank/v1/payments/${reference}`, { headers });
  if (!answer.ok) throw new Error(`the bank has no ${reference}: ${answer.status}`);
  return (await answer.json()) as WirePayment;
}

/** A webhook that says that money came to a payment, whether it did or not. */
export function chargeEvent(
  payment: WirePayment,
  charge: Partial<WirePayment['charges'][number]> = {},
): WireEvent {
  const id = charge.id ?? `ch_${crypto.randomUUID().slice(0, 8)}`;
  const made = { id, amount: payment.amount, fee: '0', at: Date.now(), ...charge };
  const told: WirePayment = { ...payment, state: 'succeeded', charges: [...payment.charges, made] };
  return { id: `evt_${id}`, type: 'charge.succeeded', about: id, payment: told };
}

/** Posts a webhook in the bank's name, signed with `secret`. */
export async function postWebhook(
  till: Running,
  body: WireEvent | string,
  options: { readonly secret?: string; readonly at?: number; readonly provider?: string } = {},
): Promise<Response> {
  const bytes = new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body));
  const signature = await sign(options.secret ?? SECRET, bytes, options.at ?? Date.now());
  const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
  const address = `${till.url}/webhooks/payments/${options.provider ?? 'sandbox'}`;
  return fetch(address, { method: 'POST', headers, body: bytes });
}
