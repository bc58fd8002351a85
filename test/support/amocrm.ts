import { type AmocrmConfig, amocrmEnv } from '../../api/mirrors/amocrm/config.ts';
import { createFakeAmocrm, type FakeAmocrmOptions } from '../../api/mirrors/amocrm/fake.ts';
import { createAmocrm } from '../../api/mirrors/amocrm/index.ts';
import type { Mirror } from '../../domain/ports/mirror.ts';
import type { MirrorCall, MirrorDriver } from '../contract/mirror-driver.ts';
import { NOON } from './world.ts';

export const TOKEN = 'long-lived-token-of-the-account';
export const STAGES = 'lead=101,invoice_issued=103,paid=142,refunded=104,lost=143';
const SETTINGS = { AMOCRM_URL: 'https://example.amocrm.ru', AMOCRM_TOKEN: TOKEN, AMOCRM_STAGES: STAGES };

function amocrmConfig(over: Readonly<Record<string, string>> = {}): AmocrmConfig {
  const config = amocrmEnv.parse({ ...SETTINGS, ...over });
  if (!config) throw new Error('not set up');
  return config;
}

const CALLS = {
  find: 'leads',
  create: 'add_lead',
  look: 'lead',
  move: 'change_lead',
  note: 'add_note',
  contact: 'add_contact',
} as const satisfies Record<MirrorCall, string>;

/** The emulated account, and what talks to it without a network. */
export function amocrmDriver(options: Partial<FakeAmocrmOptions> = {}): MirrorDriver {
  let now = NOON;
  const fake = createFakeAmocrm({ token: TOKEN, now: () => now, ...options });
  const call: typeof fetch = async (input, init) => fake.app.fetch(new Request(input, init));
  const open = (over: Readonly<Record<string, string>> = {}): Mirror =>
    // Later each time, so that the pace is kept without waiting for it.
    createAmocrm(amocrmConfig(over), {
      ...{ fetch: call, now: () => (now += 150), timeoutMs: 60, currency: 'RUB' },
    });
  const { account, faults } = fake;
  const lead = (id: string) => account.leads.find((each) => String(each.id) === id);
  return {
    mirror: open(),
    stranger: open({ AMOCRM_TOKEN: 'another-token' }),
    misled: open({ AMOCRM_STAGES: 'lead=101,paid=999' }),
    lost: open({ AMOCRM_PIPELINE: '77' }),
    secrets: [TOKEN],
    openedAt: NOON,
    deals: () =>
      account.leads
        .filter(({ is_deleted }) => !is_deleted)
        .map(({ id, name, status_id, price, notes, contacts }) => {
          const contact = account.contacts.find((each) => each.id === contacts[0]);
          const field = (code: string) => contact?.fields.find((each) => each.code === code)?.value ?? null;
          return {
            ...{ id: String(id), title: name, stage: String(status_id), sum: price },
            notes: notes.map(({ text }) => text),
            contact: contact ? { name: contact.name, phone: field('PHONE'), email: field('EMAIL') } : null,
          };
        }),
    contacts: () => account.contacts.length,
    remove: (id) => {
      lead(id)!.is_deleted = true;
    },
    fail: (name, fault, times) => faults.plan(CALLS[name], fault, times),
    bars: [401, 402, 403],
    close: fake.close,
  };
}
