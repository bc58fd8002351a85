import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFakeAmocrm, type FakeAmocrm } from '../../api/mirrors/amocrm/fake.ts';
import { STAGES, TOKEN } from '../support/amocrm.ts';
import { type CrmServer, serveCrm } from '../support/crm-server.ts';
import { payAtBank } from '../support/phone.ts';
import { API_KEY, allSaid, until } from '../support/process.ts';
import { openShop, type Shop } from '../support/shop.ts';

let shop: Shop;
let crm: FakeAmocrm;
let server: CrmServer;
let env: Record<string, string>;

beforeAll(async () => {
  crm = createFakeAmocrm({ token: TOKEN, now: Date.now, perSecond: 7 });
  server = await serveCrm(crm.app);
  env = {
    ...{ AMOCRM_URL: 'https://example.amocrm.ru', AMOCRM_TOKEN: TOKEN, AMOCRM_STAGES: STAGES },
    AMOCRM_API_ROOT: server.root,
  };
  shop = await openShop(env);
}, 30_000);

afterAll(async () => {
  await shop.close();
  await server.close();
  crm.close();
});

const leadsOf = (dealId: number) =>
  crm.account.leads.filter(({ name }) => name.endsWith(`Tillbot ${dealId}`));
const theLead = (dealId: number) =>
  until(`the CRM has deal ${dealId}`, async () => leadsOf(dealId).find(({ is_deleted }) => !is_deleted));
const isIn = (dealId: number, status: number) =>
  until(
    `deal ${dealId} is in ${status} there`,
    async () => leadsOf(dealId).find((lead) => !lead.is_deleted && lead.status_id === status),
    20_000,
  );

async function told(
  dealId: number,
): Promise<{ system: string; url: string | null; state: string; error: string }[]> {
  const answer = await fetch(`${shop.till.url}/api/deals/${dealId}/webhooks`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  return ((await answer.json()) as { webhooks: [] }).webhooks;
}

describe('a deal in the CRM', () => {
  it('goes through its stages there in their order, with a note for money that came and went', async () => {
    const maria = await shop.person(2001, 'Мария');
    const dealId = await shop.order(maria, 'Торт на субботу');
    await isIn(dealId, 101);
    const { number, page } = await shop.bill(maria, dealId, '3500.50', 'Торт');
    await isIn(dealId, 103);
    await payAtBank(shop.till, `${page}/card`);
    await isIn(dealId, 142);
    const before = await shop.anna.last();
    await shop.anna.write(`/refund ${number}`);
    await shop.anna.sees('Почему', before);
    await shop.anna.press('dlg:reason:1');
    await shop.anna.sees('Отменить возврат потом нельзя', before);
    await shop.anna.press('dlg:ok');
    const lead = await isIn(dealId, 104);
    expect(lead.past).toEqual([101, 103, 142, 104]);
    expect(lead.price).toBe(3501);
    const notes = lead.notes.map(({ text }) => text.replaceAll(/\s/g, ' '));
    expect(notes).toHaveLength(2);
    expect(notes[0]).toMatch(
      /^Оплата 3 500,50 ₽: карта Счёт №\S+ на 3 500,50 ₽ Сделка в кассе Tillbot: №\d+ /,
    );
    expect(notes[1]).toMatch(/^Возврат 3 500,50 ₽ Счёт №/);
    const contact = crm.account.contacts.find(({ id }) => id === lead.contacts[0]);
    expect(contact?.name).toContain('Мария');
  }, 40_000);

  it('is made anew when somebody has deleted it there', async () => {
    const oleg = await shop.person(2002, 'Олег');
    const dealId = await shop.order(oleg, 'Вывеска');
    const first = await theLead(dealId);
    await until('its news are told', async () => (await told(dealId)).every(({ state }) => state === 'sent'));
    first.is_deleted = true;
    await shop.bill(oleg, dealId, '700', 'Вывеска');
    const second = await isIn(dealId, 103);
    expect(second.id).not.toBe(first.id);
    await until('its news are told', async () => (await told(dealId)).every(({ state }) => state === 'sent'));
    expect(leadsOf(dealId)).toHaveLength(2);
  }, 30_000);

  it('does not delay money while the CRM hangs, and has everything once it is back', async () => {
    const ira = await shop.person(2003, 'Ира');
    const dealId = await shop.order(ira, 'Букет');
    await isIn(dealId, 101);
    server.hang();
    const { page } = await shop.bill(ira, dealId, '900', 'Букет');
    const began = Date.now();
    await payAtBank(shop.till, `${page}/card`);
    await shop.stage(dealId, 'paid');
    await ira.sees('оплачен. Спасибо');
    expect(Date.now() - began).toBeLessThan(5_000);
    await server.away();
    await server.back();
    const lead = await until(
      'the CRM has caught up',
      async () => leadsOf(dealId).find(({ status_id }) => status_id === 142),
      60_000,
    ).catch((error: Error) => {
      throw new Error(
        `${error.message}\n${shop.till
          .output()
          .split('\n')
          .filter((line) => line.includes('amocrm'))
          .slice(-25)
          .join('\n')}`,
      );
    });
    expect(lead.past).toEqual([101, 103, 142]);
    expect(leadsOf(dealId)).toHaveLength(1);
    await allSaid(shop.till);
    expect(lead.notes).toHaveLength(1);
  }, 120_000);

  it('that the CRM refuses for good is in the log, and owners are told once', async () => {
    crm.faults.plan('add_lead', { kind: 'error', status: 400 }, 2);
    const seen = await shop.anna.last();
    const pavel = await shop.person(2004, 'Павел');
    const dealId = await shop.order(pavel, 'Пирог');
    await shop.anna.sees('amocrm не принимает новости о сделках', seen);
    await shop.bill(pavel, dealId, '100', 'Пирог');
    await isIn(dealId, 103);
    const log = await told(dealId);
    expect(log[0]).toMatchObject({ system: 'amocrm', url: null, state: 'parked' });
    expect(log[0]?.error).toMatch(/^invalid: amoCRM refuses the data/);
    await allSaid(shop.till);
    const warnings = (await shop.anna.chat()).messages.filter(({ text }) =>
      text.includes('не принимает новости'),
    );
    expect(warnings).toHaveLength(1);
  }, 40_000);
});

describe('the check-up', () => {
  // Not `runProgram`, which waits without letting the CRM of this process answer.
  const doctor = async (
    over: Record<string, string> = {},
  ): Promise<{ code: number | null; output: string }> => {
    const child = spawn(
      process.execPath,
      [fileURLToPath(new URL('../../dist/node-doctor.js', import.meta.url))],
      {
        cwd: shop.path,
        env: {
          ...{ PATH: process.env.PATH ?? '', DATABASE_URL: `file:${join(shop.path, 'tillbot.db')}` },
          ...{ ...env, PUBLIC_URL: shop.till.url, ...over },
        },
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { code, output };
  };

  it('proves key and stages, and says which are not there', async () => {
    expect((await doctor()).output).toContain('OK    amocrm: доступ есть, этапы на месте');
    const wrong = await doctor({ AMOCRM_STAGES: 'lead=101,paid=777' });
    expect(wrong.output).toMatch(
      /FAIL {2}amocrm: таких этапов в воронке нет: paid=777\n.*142 Успешно реализовано/,
    );
    expect(wrong.code).not.toBe(0);
    expect((await doctor({ AMOCRM_TOKEN: 'wrong' })).output).toContain(
      'FAIL  amocrm не пускает кассу: http_401',
    );
    expect((await doctor({ AMOCRM_STAGES: '' })).output).toContain('WARN  amocrm: доступ есть, но сделки');
  }, 30_000);
});
