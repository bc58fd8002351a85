import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../domain/result.ts';
import { dealOf, type MirrorCall, type MirrorDriver, type MirrorFault } from './mirror-driver.ts';

const ROUBLES = (sum: number) => ({ minor: String(sum * 100), currency: 'RUB' });
const NOTE = { key: '01890000-0000-7000-8000-00000000000a', text: 'Оплата 15 000 ₽: карта' };

/** What every CRM behind the port does. */
export function mirrorContract(name: string, open: () => MirrorDriver): void {
  describe(name, () => {
    let driver: MirrorDriver;
    const the = async () => (await driver.mirror.create(dealOf(driver))) as { ok: true; value: string };

    beforeEach(() => {
      driver = open();
    });
    afterEach(() => driver.close());

    describe('a deal', () => {
      test('is made with its title, stage, sum and customer, and its id is told', async () => {
        const made = await driver.mirror.create(dealOf(driver, { total: ROUBLES(15_000) }));
        const [deal] = driver.deals();
        expect(made).toEqual({ ok: true, value: deal?.id });
        expect(deal).toMatchObject({ stage: driver.mirror.stageIds.lead, sum: 15_000 });
        expect(deal?.title).toContain('Торт на субботу');
        expect(deal?.contact).toEqual({
          name: 'Мария',
          phone: '+79000000001',
          email: 'maria@example.com',
        });
      });

      test('is made once though it is asked for twice', async () => {
        expect(await the()).toEqual(await the());
        expect(driver.deals()).toHaveLength(1);
        expect(driver.contacts()).toBe(1);
      });

      test.each(['lost_answer', 'malformed'] as const)(
        'is made once though the answer was lost (%s)',
        async (kind) => {
          driver.fail('create', { kind });
          expect(await driver.mirror.create(dealOf(driver))).toMatchObject({ category: 'unknown' });
          expect(await the()).toMatchObject({ ok: true, value: driver.deals()[0]?.id });
          expect(driver.deals()).toHaveLength(1);
        },
      );

      test('is not taken for another whose number begins alike, nor for an older one of the same number', async () => {
        await driver.mirror.create(dealOf(driver, { id: 123 }));
        await the();
        const later = driver.openedAt + 3_600_000;
        await driver.mirror.create(dealOf(driver, { openedAt: later }));
        expect(driver.deals()).toHaveLength(3);
      });

      test('of a sale at the counter has no customer', async () => {
        await driver.mirror.create(dealOf(driver, { customer: null }));
        expect(driver.deals()[0]?.contact).toBeNull();
        expect(driver.contacts()).toBe(0);
      });

      test('of somebody who is known is put to them, found by phone or by e-mail', async () => {
        await the();
        const phone = { name: 'Маша', phone: '8 (900) 000-00-01', email: null };
        const email = { name: null, phone: null, email: 'Maria@example.com' };
        const other = { name: 'Мария', phone: '+79000000002', email: null };
        await driver.mirror.create(dealOf(driver, { id: 13, customer: phone }));
        await driver.mirror.create(dealOf(driver, { id: 14, customer: email }));
        await driver.mirror.create(dealOf(driver, { id: 15, customer: other }));
        const names = driver.deals().map(({ contact }) => contact?.phone);
        expect(names).toEqual(['+79000000001', '+79000000001', '+79000000001', '+79000000002']);
        expect(driver.contacts()).toBe(2);
      });

      test('of somebody with only a name gets one contact, and never another person’s', async () => {
        const customer = { name: 'Мария', phone: null, email: null };
        driver.fail('create', { kind: 'cut' });
        await driver.mirror.create(dealOf(driver, { customer }));
        await driver.mirror.create(dealOf(driver, { customer }));
        await driver.mirror.create(dealOf(driver, { id: 13, customer }));
        expect(driver.contacts()).toBe(2);
        expect(driver.deals().map(({ contact }) => contact?.name.startsWith('Мария'))).toEqual([true, true]);
      });

      test('that was deleted is made anew', async () => {
        const first = await the();
        driver.remove(first.value);
        const second = await the();
        expect(second.value).not.toBe(first.value);
        expect(driver.deals()).toHaveLength(1);
      });
    });

    describe('a move', () => {
      test('puts the deal into the stage that ours stands for, with its sum', async () => {
        const { value } = await the();
        const to = { stage: 'paid', total: ROUBLES(15_000) } as const;
        expect(await driver.mirror.move(value, to)).toEqual({ ok: true, value: null });
        expect(driver.deals()[0]).toMatchObject({ stage: driver.mirror.stageIds.paid, sum: 15_000 });
        expect(await driver.mirror.move(value, to)).toEqual({ ok: true, value: null });
      });

      test('to a stage that stands for nothing there leaves the deal where it is, and its sum', async () => {
        const { value } = await the();
        await driver.mirror.move(value, { stage: 'invoice_issued', total: ROUBLES(700) });
        await driver.mirror.move(value, { stage: 'in_work', total: null });
        expect(driver.deals()[0]).toMatchObject({
          stage: driver.mirror.stageIds.invoice_issued,
          sum: 700,
        });
      });

      test('to a stage that is not there is refused for good', async () => {
        const { value } = await the();
        const moved = await driver.misled.move(value, { stage: 'paid', total: null });
        expect(moved).toMatchObject({ ok: false, category: 'invalid', retryable: false });
      });
    });

    describe('a note', () => {
      test('is written once, whatever became of the answer', async () => {
        const { value } = await the();
        driver.fail('note', { kind: 'lost_answer' });
        expect(await driver.mirror.note(value, NOTE)).toMatchObject({ category: 'unknown' });
        expect(await driver.mirror.note(value, NOTE)).toEqual({ ok: true, value: null });
        expect(await driver.mirror.note(value, NOTE)).toEqual({ ok: true, value: null });
        const { notes } = driver.deals()[0]!;
        expect(notes).toHaveLength(1);
        expect(notes[0]).toContain(NOTE.text);
      });

      test('is found among many', async () => {
        const { value } = await the();
        for (let index = 0; index < 60; index++)
          await driver.mirror.note(value, { key: `event-${index}.`, text: 'Оплата' });
        for (const key of ['event-0.', 'event-59.']) await driver.mirror.note(value, { key, text: 'Оплата' });
        expect(driver.deals()[0]?.notes).toHaveLength(60);
      }, 20_000);

      test('shows signs as they are', async () => {
        const { value } = await the();
        await driver.mirror.note(value, { ...NOTE, text: 'Кафе «А & Б» <тест> [b]' });
        expect(driver.deals()[0]?.notes[0]).toContain('Кафе «А & Б» <тест> [b]');
      });
    });

    test('somebody has deleted the deal: it is not found', async () => {
      const { value } = await the();
      driver.remove(value);
      const gone = { ok: false, category: 'not_found' };
      expect(await driver.mirror.move(value, { stage: 'paid', total: null })).toMatchObject(gone);
      expect(await driver.mirror.note(value, NOTE)).toMatchObject(gone);
    });

    describe('what goes wrong', () => {
      const steps: Record<string, (driver: MirrorDriver, id: string) => Promise<Outcome<unknown>>> = {
        find: (at) => at.mirror.create(dealOf(at, { id: 77 })),
        create: (at) => at.mirror.create(dealOf(at, { id: 77 })),
        contact: (at) =>
          at.mirror.create(
            dealOf(at, { id: 77, customer: { name: 'Пётр', phone: '+79000000003', email: null } }),
          ),
        look: (at, id) => at.mirror.move(id, { stage: 'paid', total: null }),
        move: (at, id) => at.mirror.move(id, { stage: 'paid', total: null }),
        note: (at, id) => at.mirror.note(id, NOTE),
      };
      const all = Object.keys(steps) as MirrorCall[];
      const makes = new Set<MirrorCall>(['create', 'contact', 'note']);
      const faults: [string, MirrorFault][] = [
        ['a server error', { kind: 'error', status: 500 }],
        ['504', { kind: 'error', status: 504 }],
        ['no answer', { kind: 'hang' }],
        ['a cut connection', { kind: 'cut' }],
        ['a body that breaks off', { kind: 'malformed' }],
      ];

      test.each(all.flatMap((call) => faults.map(([what, fault]) => ({ call, what, fault }))))(
        '$call: $what is tried again, and tells nothing of the key',
        async ({ call, fault }) => {
          const { value } = await the();
          driver.fail(call, fault);
          const outcome = await steps[call]!(driver, value);
          const category = makes.has(call) ? 'unknown' : 'unavailable';
          expect(outcome).toMatchObject({ ok: false, category, retryable: true });
          for (const secret of driver.secrets) expect(JSON.stringify(outcome)).not.toContain(secret);
          expect(await steps[call]!(driver, value)).toMatchObject({ ok: true });
        },
      );

      test.each(all)('%s: too many calls are made again after a rest', async (call) => {
        const { value } = await the();
        driver.fail(call, { kind: 'error', status: 429, retryAfter: 7 });
        const limited = await steps[call]!(driver, value);
        expect(limited).toMatchObject({ category: 'rate_limited', retryable: true, retryAfterMs: 7_000 });
      });

      test('a key that is not good, a right that is missing: wait for the owner', async () => {
        const { value } = await the();
        const barred = { ok: false, category: 'auth', retryable: true };
        expect(await driver.stranger.create(dealOf(driver, { id: 5 }))).toMatchObject(barred);
        expect(await driver.stranger.check()).toMatchObject(barred);
        for (const status of driver.bars) {
          driver.fail('look', { kind: 'error', status });
          expect(await driver.mirror.move(value, { stage: 'paid', total: null })).toMatchObject(barred);
        }
      });

      test('data that is refused stays refused', async () => {
        driver.fail('create', { kind: 'error', status: 400 });
        const refused = await driver.mirror.create(dealOf(driver));
        expect(refused).toMatchObject({ category: 'invalid', retryable: false });
      });

      test('whoever calls may stop waiting', async () => {
        driver.fail('find', { kind: 'hang' });
        const signal = AbortSignal.timeout(30);
        await expect(driver.mirror.create(dealOf(driver), { signal })).rejects.toThrow();
      });
    });

    describe('for a check-up', () => {
      test('the key is proved, and the stages are those of the pipeline', async () => {
        expect(await driver.mirror.check()).toEqual({ ok: true, value: null });
        const stages = await driver.mirror.stages();
        const ids = stages.ok ? stages.value.map(({ id }) => id) : [];
        expect(ids).toEqual(expect.arrayContaining(Object.values(driver.mirror.stageIds)));
      });

      test('a pipeline that is not there is not found', async () => {
        expect(await driver.lost.stages()).toMatchObject({ ok: false, category: 'not_found' });
      });
    });
  });
}
