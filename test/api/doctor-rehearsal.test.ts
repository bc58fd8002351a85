import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkupText } from '../../api/doctor/text.ts';
import { createTexts } from '../../bot/texts/index.ts';
import type { CheckLine } from '../../domain/ports/doctor.ts';
import { type Desk, failure, openDesk } from '../support/desk.ts';
import { account, codesOf, examine } from '../support/surgery.ts';
import { charged, NOON } from '../support/world.ts';

let desk: Desk;

beforeEach(() => {
  desk = openDesk();
});

describe('the test payment', () => {
  const test = { account: account({ test: true }) };
  const calls = () => desk.bank.asked.map((line) => line.split(' ')[0]);

  it('is made with test keys and voided at once', async () => {
    expect(codesOf(await examine(desk, test), 'ok')).toContain('pay-ok');
    expect(calls()).toEqual(['start', 'cancel']);
  });

  it('is made with live keys only when somebody asked for it', async () => {
    expect(codesOf(await examine(desk), 'warn')).toContain('pay-asks');
    expect(calls()).toEqual([]);
    expect(codesOf(await examine(desk, {}, true), 'ok')).toContain('pay-ok');
    expect(calls()).toEqual(['start', 'cancel']);
  });

  it('is not made where it could not be voided, whatever was asked for', async () => {
    const provider = { can: { ...desk.bank.provider.can, cancelsUnpaid: false } };
    expect(codesOf(await examine(desk, { provider }, true), 'warn')).toContain('pay-by-hand');
    expect(calls()).toEqual([]);
  });

  it('that can’t be made, or voided, is told with the vendor’s reason', async () => {
    desk.bank.answers.start.push(failure('refused'));
    expect(codesOf(await examine(desk, test), 'fail')).toEqual(expect.arrayContaining(['pay-failed']));
    desk.bank.answers.cancel.push(failure('refused'));
    const lines = await examine(desk, test);
    expect(lines).toContainEqual(
      expect.objectContaining({
        code: 'pay-left',
        args: expect.objectContaining({ reference: 'sandbox-1' }),
      }),
    );
  });

  it('leaves nothing in the inbox when its end is told; money that came of it is kept', async () => {
    const about = { reference: 'pay_9', paymentId: 'check-9' };
    const over = charged({
      ...about,
      state: 'cancelled',
      chargeId: null,
      eventKey: 'payment:pay_9:cancelled',
    });
    const tell = (notice: typeof over) => {
      desk.bank.reading = { ok: true, notices: [notice], acknowledge: { status: 200, body: 'ok' } };
      return desk.app.request('/webhooks/payments/sandbox', { method: 'POST', body: '{}' });
    };
    expect((await tell(over)).status).toBe(200);
    expect(await desk.store.unmatched(10, 0)).toEqual([]);
    await tell(charged(about));
    expect(await desk.store.unmatched(10, 0)).toHaveLength(1);
  });
});

describe('the words of a check-up', () => {
  const folder = new URL('../../api/doctor/', import.meta.url);
  const written = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
  const found = written.flatMap((text) => [...text.matchAll(/\b(ok|warn|fail)\(\s*'([\w-]+)'/g)]);

  it.each(['ru', 'en'])(
    'say of every line in %s what it is and, where it is not well, what to do',
    (locale) => {
      expect(found.length).toBeGreaterThan(40);
      const lines = found.map(([, level, code]) => ({ level, code, args: {} }) as CheckLine);
      const place = { locale, timeZone: 'Europe/Moscow' };
      const printed = checkupText(lines, createTexts(locale), place).split('\n');
      expect(printed).toHaveLength(lines.length + lines.filter(({ level }) => level !== 'ok').length);
    },
  );

  it('show ways to pay and moments as people say them', () => {
    const lines: CheckLine[] = [
      { level: 'ok', code: 'kinds-offered', args: { currency: 'RUB', kinds: ['sbp', 'card'] } },
      { level: 'ok', code: 'webhook-heard', args: { provider: 'sandbox', at: NOON } },
    ];
    const text = checkupText(lines, createTexts('ru'), { locale: 'ru', timeZone: 'Europe/Moscow' });
    expect(text).toContain('СБП, карта');
    expect(text).toContain('24 ноября 2026 г.');
  });
});
