import { describe, expect, test, vi } from 'vitest';
import type { Stand } from './payment-provider-driver.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** Bodies that no provider sends. */
const BROKEN: Readonly<Record<string, Uint8Array>> = {
  nothing: new Uint8Array(),
  'half of an object': bytes('{"id":"evt_1","type":'),
  null: bytes('null'),
  'a list': bytes('[]'),
  'a text': bytes('"paid"'),
  'a number that is none': bytes('NaN'),
  'an empty object': bytes('{}'),
  'bytes that are no UTF-8': Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d),
  'an object with NUL behind it': bytes('{}\u0000'),
  'a prototype': bytes('{"__proto__":{"id":"evt_1","type":"paid","state":"succeeded"}}'),
  'lists a thousand deep': bytes('['.repeat(1000) + ']'.repeat(1000)),
  'objects a thousand deep': bytes(`${'{"object":'.repeat(1000)}1${'}'.repeat(1000)}`),
  'something compressed': Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0),
};

/** Proof, repeats and rubbish. */
export function webhooksContract(stand: () => Stand): void {
  describe('webhooks', () => {
    const paidWebhook = async () => stand().webhookOf(await stand().paid());

    test('a webhook is acknowledged as its vendor wants it', async () => {
      const reading = await stand().provider.readWebhook(await paidWebhook());
      expect(reading).toMatchObject({ ok: true, acknowledge: { status: 200 } });
    });

    test('a webhook that comes again tells the same under the same keys', async () => {
      const raw = await paidWebhook();
      const first = await stand().provider.readWebhook(raw);
      expect(await stand().provider.readWebhook(raw)).toEqual(first);
    });

    test('what was not signed by the provider is refused', async (context) => {
      const raw = await paidWebhook();
      const forgeries = await stand().driver.forgeries(raw);
      if (stand().provider.can.proof === 'refetch') return context.skip('asking is the proof');
      expect(forgeries.length).toBeGreaterThan(0);
      for (const forged of forgeries) {
        expect(await stand().provider.readWebhook(forged)).toMatchObject({ ok: false, status: 401 });
      }
    });

    test('a signature from long ago is refused', async (context) => {
      const { aged } = stand().driver;
      if (!aged) return context.skip('signatures hold no time');
      const old = await aged(await paidWebhook());
      expect(await stand().provider.readWebhook(old)).toMatchObject({ ok: false, status: 401 });
    });

    test('a sum is told as the provider said it, also when it is wrong', async (context) => {
      const { lie } = stand().driver;
      if (!lie) return context.skip('asking is the proof');
      const currency = stand().driver.currency === 'USD' ? 'EUR' : 'USD';
      const wrongs = [stand().money(1n), { minor: 150_000n, currency }];
      // Whose notices name no currency can tell a wrong sum only.
      const told = stand().driver.namesCurrency === false ? wrongs.slice(0, 1) : wrongs;
      for (const wrong of told) {
        const { reference, request } = await stand().open();
        lie(wrong);
        await stand().driver.pay(reference);
        const [charge] = await stand().charges(reference, request);
        expect(charge?.amount).toEqual(wrong);
      }
    });

    test('they come in the order in which things happened, however long each takes to sign', async () => {
      const opened = [await stand().open(), await stand().open(), await stand().open(), await stand().open()];
      const undo = slowSigning([40, 25, 10]);
      for (const { reference } of opened) await stand().driver.pay(reference);
      const raws = await stand().driver.webhooks();
      undo();
      const told: number[] = [];
      for (const raw of raws) {
        const about = await stand().about(raw);
        told.push(
          opened.findIndex(({ reference, request }) => about.has(reference) || about.has(request.paymentId)),
        );
      }
      // Several may tell of one payment: it was asked whether it may be, held, taken.
      expect(told.filter((each, at) => each >= 0 && each !== told[at - 1])).toEqual([0, 1, 2, 3]);
    });

    for (const [name, body] of Object.entries(BROKEN)) {
      test(`a body of ${name} is refused without a throw`, async () => {
        const { signed } = stand().driver;
        const raw = signed ? await signed(body) : { ...(await paidWebhook()), body };
        const reading = await stand().provider.readWebhook(raw);
        expect(reading.ok).toBe(false);
        // Where the signature is a part of the body, rubbish is at the same time unsigned.
        expect(signed ? [400] : [400, 401]).toContain(!reading.ok && reading.status);
        expect(({} as { state?: string }).state).toBeUndefined();
      });
    }
  });
}

/** What is signed next takes so long, milliseconds, one after the other, as a busy machine may have it. */
function slowSigning(pauses: readonly number[]): () => void {
  const left = [...pauses];
  const slow = (name: 'sign' | 'digest') => {
    const real = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<ArrayBuffer>;
    return vi.spyOn(crypto.subtle, name).mockImplementation(async (...given: unknown[]) => {
      await new Promise((resolve) => setTimeout(resolve, left.shift() ?? 0));
      return real(...given);
    });
  };
  const spies = [slow('sign'), slow('digest')];
  return () => {
    for (const spy of spies) spy.mockRestore();
  };
}
