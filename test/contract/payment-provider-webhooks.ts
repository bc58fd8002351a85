import { describe, expect, test } from 'vitest';
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
    const paidWebhook = async () => {
      await stand().paid();
      return (await stand().driver.webhooks()).at(-1)!;
    };

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
