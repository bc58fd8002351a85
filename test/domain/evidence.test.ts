import { describe, expect, it } from 'vitest';
import type { DealCase } from '../../domain/case.ts';
import { evidenceKey, makeEvidence } from '../../domain/decisions/make-evidence.ts';
import { type EvidenceSources, evidenceOf, type SaidMessage } from '../../domain/evidence.ts';
import type { Message, NewMessage } from '../../domain/message.ts';
import { messageRow } from '../support/rows.ts';
import {
  anOpenPayment,
  charged,
  context,
  disputed,
  hear,
  NOON,
  refunded,
  SETTINGS,
  staff,
} from '../support/world.ts';

const AT = { token: 'token', at: NOON + 5, settings: SETTINGS };
const NOTHING: EvidenceSources = { history: [], said: [], staff: [staff()] };

const facts = (): DealCase => hear(anOpenPayment(), [charged(), disputed()]).facts;
const packOf = (deal: DealCase, sources = NOTHING) => evidenceOf(deal, deal.disputes[0]!, sources, AT);

/** A row of the outbox; delivered at `sentAt`. */
function said(over: Partial<NewMessage>, sentAt: number | null = null): SaidMessage {
  return { message: messageRow(over) as unknown as Message, sentAt };
}

const words = (text: string) => ({ dealId: 1, customer: 'Мария', text, media: null, edited: false });

describe('the evidence of a dispute', () => {
  it('names the payment, the invoice, the seller and the customer as they are written down', () => {
    const pack = packOf(facts());
    expect(pack).toMatchObject({
      seller: { name: 'Пекарня «Пример»', inn: '5544332219' },
      customer: { name: 'Мария', address: '2001', phone: null },
      invoice: { number: '1', items: [{ title: 'Логотип', quantity: '1' }], issuedBy: 'Анна' },
      payments: [{ provider: 'sandbox', reference: 'pay_1', chargeId: 'ch_1', disputed: true }],
      dispute: { reference: 'dp_1', state: 'open', amount: { minor: '1500000', currency: 'RUB' } },
    });
  });

  it('is plain JSON: it is kept with the message', () => {
    const pack = packOf(facts());
    expect(JSON.parse(JSON.stringify(pack))).toEqual(pack);
  });

  it('tells apart the payment that is disputed and the others of the invoice', () => {
    const two = anOpenPayment(anOpenPayment(), 'pay_2', 'card');
    const both = hear(two, [
      charged(),
      charged({ reference: 'pay_2', chargeId: 'ch_2' }),
      refunded({ reference: 'pay_2', amount: { minor: 1n, currency: 'RUB' } }),
      disputed(),
    ]).facts;
    const pack = packOf(both);
    expect(pack.payments.map(({ chargeId, disputed: is }) => [chargeId, is])).toEqual([
      ['ch_1', true],
      ['ch_2', false],
    ]);
    expect(pack.refunds).toMatchObject([{ reference: 're_1', state: 'succeeded' }]);
  });

  it('has each of the customer’s words once, however many of staff they went to, and who answered', () => {
    const pack = packOf(facts(), {
      ...NOTHING,
      said: [
        said({ kind: 'from_customer', data: words('Где мой заказ?'), dedupeKey: 'said:telegram:7:anna' }, 1),
        said({ kind: 'from_customer', data: words('Где мой заказ?'), dedupeKey: 'said:telegram:7:oleg' }, 2),
        said({ kind: 'from_customer', data: words('Где мой заказ?'), dedupeKey: 'said:telegram:8:anna' }, 3),
        said(
          { kind: 'from_staff', data: { text: 'Уже едет', media: null }, dedupeKey: 'said:telegram:9' },
          4,
        ),
      ],
    });
    expect(pack.conversation.map(({ from, text, deliveredAt }) => [from, text, deliveredAt])).toEqual([
      ['customer', 'Где мой заказ?', null],
      ['customer', 'Где мой заказ?', null],
      ['shop', 'Уже едет', 4],
    ]);
  });

  it('says what the till told the customer and whether it arrived, and nothing that was for staff', () => {
    const invoice = { number: '1', total: { minor: '1500000', currency: 'RUB' } };
    const pack = packOf(facts(), {
      ...NOTHING,
      said: [
        said({ kind: 'invoice_issued', data: invoice as never, dedupeKey: 'a' }, 10),
        said({ kind: 'invoice_reminder', data: invoice as never, dedupeKey: 'b' }),
        said({ kind: 'staff_invoice_paid', data: invoice as never, dedupeKey: 'c' }, 11),
        said({ kind: 'deal_card', data: {} as never, dedupeKey: 'd' }, 12),
      ],
    });
    expect(pack.conversation.map(({ kind, number, deliveredAt }) => [kind, number, deliveredAt])).toEqual([
      ['invoice_issued', '1', 10],
      ['invoice_reminder', '1', null],
    ]);
  });

  it('names who did what, also those who have left, and the customer by name', () => {
    const event = (type: string, actor: { type: 'staff' | 'customer' | 'system'; id: string | null }) => ({
      ...{ stream: 'deal:1', type, actor, data: {}, at: NOON, requestId: 'r' },
    });
    const pack = packOf(facts(), {
      said: [],
      staff: [staff({ id: 'gone', name: 'Пётр', active: false })],
      history: [
        event('invoice_issued', { type: 'staff', id: 'gone' }),
        event('customer_wrote', { type: 'customer', id: 'maria' }),
        event('stage_changed', { type: 'system', id: null }),
      ],
    });
    expect(pack.timeline.map(({ by }) => by.name)).toEqual(['Пётр', 'Мария', null]);
  });
});

describe('asking for it', () => {
  it('writes down that it was taken, and sends it to whoever asked, under the key of its address', () => {
    const deal = facts();
    const changes = makeEvidence(deal, deal.disputes[0]!, NOTHING, staff(), context());
    expect(changes.history?.map(({ type }) => type)).toEqual(['evidence_made']);
    const pack = changes.messages?.find(({ kind }) => kind === 'evidence');
    expect(pack).toMatchObject({ address: '1001', locale: 'ru', dealId: 1 });
    expect(pack?.dedupeKey).toBe(evidenceKey(pack?.kind === 'evidence' ? pack.data.token : ''));
  });
});
