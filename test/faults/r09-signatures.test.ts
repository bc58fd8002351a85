import { afterEach, describe, expect, test } from 'vitest';
import { booksOf } from '../../api/books.ts';
import { openPayment } from '../../api/cashier.ts';
import type { Config } from '../../api/config.ts';
import { providers } from '../../api/payments/index.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { openDeal } from '../../domain/decisions/open-deal.ts';
import type { RawWebhook } from '../../domain/ports/payment-provider.ts';
import { type Desk, openDesk } from '../support/desk.ts';
import { sourcesOf } from '../support/sources.ts';
import { apply, contact, context, SETTINGS } from '../support/world.ts';
import type { Make, Signer } from './forging.ts';
import { mutated } from './mutant.ts';
import { amount, type Chance, seeded } from './seeded.ts';
import { cloudPaymentsSigner, sandboxSigner, stripeSigner, telegramSigner } from './signers.ts';
import { robokassaSigner, tbankSigner } from './signers-by-hash.ts';

/**
 * R9: money is paid at every vendor that signs, and before each of its webhooks arrives others try to say the
 * same, or more, without the secret. Only what the vendor itself signed is taken.
 */
const SIGNERS: Readonly<Record<string, (make?: Make<never>) => Signer>> = {
  sandbox: sandboxSigner as (make?: Make<never>) => Signer,
  stripe: stripeSigner as (make?: Make<never>) => Signer,
  tbank: tbankSigner as (make?: Make<never>) => Signer,
  robokassa: robokassaSigner as (make?: Make<never>) => Signer,
  cloudpayments: cloudPaymentsSigner as (make?: Make<never>) => Signer,
  telegram: telegramSigner as (make?: Make<never>) => Signer,
};
const TOTAL = 150_000n;
let open: Signer | null = null;

afterEach(() => {
  open?.close();
  open = null;
});

function deskOf({ provider, currency, kind, now }: Signer): Desk {
  const takers = [{ id: provider.id, kinds: [kind], hold: false }];
  const config = { publicUrl: 'https://shop.example.com', apiKeys: [], locale: 'ru', sandbox: false };
  return openDesk({
    config: { ...config, timeZone: SETTINGS.timeZone } as unknown as Config,
    settings: { ...SETTINGS, currency, takers, kinds: [kind] },
    clock: { now, newId: () => crypto.randomUUID(), newToken: () => crypto.randomUUID() },
    providers: new Map([[provider.id, provider]]),
  });
}

/** An invoice of a deal of its own; gives its token. */
async function anInvoice({ deps, store }: Desk, id: number, currency: string): Promise<string> {
  const at = context({
    now: deps.clock.now(),
    newId: deps.clock.newId,
    newToken: deps.clock.newToken,
    settings: deps.settings,
  });
  const customer = contact({ id: `contact-${id}`, address: `${2000 + id}` });
  const opened = openDeal(
    { id, contact: customer, title: 'Сайт', source: 'api', responsibleId: null, team: [] },
    at,
  );
  await store.commit(opened.changes);
  const facts = apply(opened.facts, opened.changes);
  const price = currency === 'XTR' ? 500n : TOTAL;
  const items = [{ title: 'Сайт', quantity: 1000n, price }];
  const issued = issueInvoice(facts, { items, dueAt: null, counter: id - 1, by: null }, at);
  if (!issued.ok) throw new Error(issued.code);
  await store.commit(issued.value.changes);
  return issued.value.invoice.payToken;
}

function post({ app }: Desk, { id }: Signer, raw: RawWebhook): Promise<Response> {
  const path = `/webhooks/payments/${id}${raw.kind ? `/${raw.kind}` : ''}`;
  const { method, headers } = raw;
  const body = raw.body as Uint8Array<ArrayBuffer>;
  return Promise.resolve(app.request(path, { method, headers, ...(method === 'GET' ? {} : { body }) }));
}

interface Tried {
  readonly wrong: string[];
  readonly forged: number;
  readonly good: number;
}

/** So many payments at one vendor, each with everything that could be forged about it. */
async function attack(signer: Signer, payments: number, chance: Chance): Promise<Tried> {
  const desk = deskOf(signer);
  const wrong: string[] = [];
  let [forged, good, seen, written] = [0, 0, 0, 0];
  const commit = desk.store.commit.bind(desk.store);
  desk.store.commit = (changes) => {
    written += 1;
    return commit(changes);
  };
  for (let id = 1; id <= payments; id++) {
    const token = await anInvoice(desk, id, signer.currency);
    const opened = await openPayment(desk.deps, token, signer.kind, 'pay');
    if (!opened.ok) throw new Error(opened.code);
    const payment = (await desk.store.caseByDeal(id))?.payments[0];
    await signer.pay(payment?.reference ?? '', payment?.id ?? '');
    const all = await signer.webhooks();
    for (const raw of all.slice(seen)) {
      for (const [name, other] of await signer.forgeries(raw, chance)) {
        const before = written;
        const { status } = await post(desk, signer, other);
        forged += 1;
        if (status !== 401 && status !== 400) wrong.push(`${name}: answered ${status}`);
        if (written !== before) wrong.push(`${name}: something was written`);
      }
      for (const same of [...(await signer.asGood(raw)), raw]) {
        const { status } = await post(desk, signer, same);
        good += 1;
        if (status !== 200) wrong.push(`a good one: answered ${status}`);
      }
    }
    seen = all.length;
    const booked = (await desk.store.caseByDeal(id))?.payments.filter(({ state }) => state === 'succeeded');
    if (booked?.length !== 1) wrong.push(`booked ${booked?.length} times`);
  }
  const { differences } = await booksOf(desk.store, SETTINGS.timeZone);
  return { wrong: [...wrong, ...differences.map((each) => JSON.stringify(each))], forged, good };
}

const PAYMENTS = amount(3, 10, 100);

describe('of all that says that money came', () => {
  for (const [id, start] of Object.entries(SIGNERS)) {
    test(`only what ${id} itself signed is taken`, async () => {
      open = start();
      const { wrong, forged, good } = await attack(open, PAYMENTS, seeded(9));
      console.log(`R9 ${id}: ${forged} forged and none taken, ${good} good and all taken`);
      expect(wrong.slice(0, 10)).toEqual([]);
      expect(forged).toBeGreaterThan(PAYMENTS * 11);
    }, 120_000);
  }

  test('nothing is taken that another vendor signed', async () => {
    const signed: [string, RawWebhook][] = [];
    for (const [id, start] of Object.entries(SIGNERS)) {
      open = start();
      const desk = deskOf(open);
      const token = await anInvoice(desk, 1, open.currency);
      await openPayment(desk.deps, token, open.kind, 'pay');
      const payment = (await desk.store.caseByDeal(1))?.payments[0];
      await open.pay(payment?.reference ?? '', payment?.id ?? '');
      signed.push(...(await open.webhooks()).map((raw) => [id, raw] as [string, RawWebhook]));
      open.close();
    }
    for (const [id, start] of Object.entries(SIGNERS)) {
      open = start();
      for (const [from, raw] of signed) {
        if (from === id) continue;
        const reading = await open.provider.readWebhook(raw);
        expect(reading.ok, `${id} took what ${from} signed`).toBe(false);
      }
      open.close();
    }
  }, 60_000);

  test('every provider whose webhooks are proof is attacked here', () => {
    const proving = providers.map(({ id }) => id).filter((id) => !UNSIGNED.has(id));
    expect(proving.sort()).toEqual(Object.keys(SIGNERS).sort());
  });
});

/** Whose webhooks prove nothing: one is asked, of the other no webhook comes. */
const UNSIGNED = new Set(['yookassa', 'transfer']);

/** What compares in constant time, by its name in the code. */
const CONSTANT = /subtle\.verify\(|constructEventAsync\(|\|=? ?\(?[^;\n]*\^/;
/** A secret thing that is compared as plain text. */
const PLAIN =
  /\b(?:expected|signature|theirs|given|mac|digest|hmac|secret|token|own)\b(?:\.toLowerCase\(\))? ?[!=]==? ?(?!undefined|null|''|"")\w|\.(?:startsWith|includes|localeCompare)\((?:expected|signature|mac|digest|hmac|secret)\b/i;

function comparedPlainly(text: string): string[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
  return code.split('\n').filter((line) => PLAIN.test(line));
}

describe('signatures are compared', () => {
  const SIGNING = /\/(webhook|signature|token)\.ts$/;

  test.each(Object.keys(SIGNERS))('in constant time for %s', (id) => {
    const own = sourcesOf(`api/payments/${id}`).filter(({ path }) => SIGNING.test(path));
    expect(own.some(({ text }) => CONSTANT.test(text))).toBe(true);
    expect(own.flatMap(({ path, text }) => comparedPlainly(text).map((line) => `${path}: ${line}`))).toEqual(
      [],
    );
  });

  test('and it is found out where they are not', () => {
    const plain = [
      'if (expected !== signature) return',
      'return mac === theirs;',
      'expected.toLowerCase() === given',
    ];
    expect(plain.flatMap(comparedPlainly)).toEqual(plain);
  });
});

/** Providers with one guard taken out: who, the name of what makes them, what stands there, and what in its place. */
const MUTANTS: readonly (readonly [id: string, make: string, from: string, to: string])[] = [
  ['sandbox', 'createSandbox', 'if (!checks.includes(true))', 'if (checks.length === 0)'],
  ['sandbox', 'createSandbox', 'const TOLERANCE = 300_000;', 'const TOLERANCE = 302_000;'],
  ['sandbox', 'createSandbox', 'secrets.map((secret)', 'secrets.slice(0, 1).map((secret)'],
  [
    'stripe',
    'createStripe',
    'return { genuine: false, json: undefined };\n}',
    'return { genuine: true, json: JSON.parse(text) };\n}',
  ],
  ['stripe', 'createStripe', 'const TOLERANCE = 300;', 'const TOLERANCE = 302;'],
  ['tbank', 'createTbank', 'if (!signed)', 'if (!fields.Token)'],
  [
    'robokassa',
    'createRobokassa',
    'sameHex(expected, signature)',
    'sameHex(expected.slice(0, 4), signature.slice(0, 4))',
  ],
  [
    'cloudpayments',
    'createCloudPayments',
    "return crypto.subtle.verify('HMAC', key, bytes, message.slice());",
    'return bytes.length > 0;',
  ],
  [
    'telegram',
    'createTelegramPayments',
    "if (!(await sameText(given ?? '', await secretOf(config))))",
    'if (given === undefined)',
  ],
];

describe('a provider is found out that has one guard less', () => {
  test.each(MUTANTS)(
    '%s, %s: without %s',
    async (id, make, from, to) => {
      const mutation = { file: `api/payments/${id}/webhook.ts`, from, to };
      const module = await mutated<Record<string, Make<never>>>(mutation, `api/payments/${id}/index.ts`);
      open = (SIGNERS[id] as (make?: Make<never>) => Signer)(module[make]);
      const { wrong } = await attack(open, 1, seeded(9));
      expect(wrong.filter((each) => each.includes('answered'))).not.toEqual([]);
    },
    60_000,
  );
});
