import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Channel, ChannelReading, Incoming } from '../../domain/ports/channel.ts';
import type { Failure } from '../../domain/result.ts';
import { type ChannelDriver, failureOf, PNG, sentOf } from './channel-driver.ts';

function only(reading: ChannelReading): Incoming {
  if (!reading.ok) throw new Error(`refused: ${reading.status} ${reading.reason}`);
  expect(reading.incoming).toHaveLength(1);
  return reading.incoming[0]!;
}

const words = (text: string) => text.split(/\s+/).filter(Boolean);
const manyWords = (length: number) => {
  const list: string[] = [];
  for (let at = 0, size = 0; size < length; size += 9, at++) list.push(`word${String(at).padStart(4, '0')}`);
  return list.join(' ');
};

/** What every channel must do, whatever messenger is behind it. */
export function channelContract(name: string, make: () => Promise<ChannelDriver>): void {
  describe(`${name} as a channel`, () => {
    let driver: ChannelDriver;
    let channel: Channel;
    beforeEach(async () => {
      driver = await make();
      channel = driver.channel;
    });
    afterEach(() => driver.close());
    const send = (message: Parameters<Channel['send']>[1]) => channel.send(driver.address, message);
    const last = async () => (await driver.shown()).at(-1)!;

    describe('sending', () => {
      test('a text arrives with its styles and its reference', async () => {
        const { ref } = sentOf(await send({ text: 'To pay: <b>15 000</b> until <i>Friday</i>' }));
        expect(await last()).toMatchObject({ ref, text: 'To pay: 15 000 until Friday', media: null });
        expect((await last()).bold).toEqual(['15 000']);
      });

      test('escaped and stray signs arrive as they were written', async () => {
        sentOf(await send({ text: '&lt;b&gt;not bold&lt;/b&gt; &amp;amp; 2 < 3 & 4 > 1' }));
        expect((await last()).text).toBe('<b>not bold</b> &amp; 2 < 3 & 4 > 1');
        expect((await last()).bold).toEqual([]);
      });

      test('a broken tag never keeps a message from arriving', async () => {
        sentOf(await send({ text: '<b>open <code>both</b> and </i> more' }));
        expect((await last()).text).toBe('open both and  more');
      });

      test('buttons keep their rows, ids and addresses', async () => {
        const url = 'https://shop.example.com/pay/abc';
        const buttons = [
          [{ text: 'Pay', url }],
          [
            { text: 'Yes', id: 'v1:yes:17' },
            { text: 'No', id: 'v1:no:17' },
          ],
        ];
        sentOf(await send({ text: 'Invoice', buttons }));
        const shown = (await driver.shown()).flatMap((message) => message.buttons.flat());
        expect(shown.find((button) => button.text === 'Yes')).toMatchObject({ id: 'v1:yes:17' });
        expect(shown.find((button) => button.text === 'No')).toMatchObject({ id: 'v1:no:17' });
        const where = channel.can.links
          ? shown.find((button) => button.text === 'Pay')?.url
          : (await last()).text;
        expect(where).toContain(url);
      });

      test('a button id above 64 bytes is a bug and is thrown', async () => {
        await expect(send({ text: 'x', buttons: [[{ text: 'y', id: 'ы'.repeat(33) }]] })).rejects.toThrow(
          RangeError,
        );
      });

      test('a file made by us goes out as a file, with its words and buttons', async () => {
        const document = {
          bytes: new TextEncoder().encode('<p>all</p>'),
          name: 'all.html',
          type: 'text/html',
        };
        const buttons = [[{ text: 'Open', id: 'deal:1' }]];
        sentOf(await send({ text: 'Here it <b>is</b>', document, buttons }));
        expect(await last()).toMatchObject({ text: 'Here it is', media: 'document' });
        expect((await last())?.buttons).toMatchObject([[{ text: 'Open', id: 'deal:1' }]]);
      });

      test('a picture arrives with its caption', async () => {
        sentOf(await send({ text: 'Scan <b>me</b>', photo: { bytes: PNG, name: 'qr.png' } }));
        expect(await last()).toMatchObject({ text: 'Scan me', media: 'photo' });
      });

      test('a long text loses no word, and its buttons come last', async () => {
        const text = manyWords(channel.can.maxText * 2.5);
        sentOf(await send({ text, buttons: [[{ text: 'Ok', id: 'ok' }]] }));
        const shown = await driver.shown();
        expect(shown.length).toBeGreaterThan(2);
        expect(shown.flatMap((one) => words(one.text))).toEqual(words(text));
        for (const one of shown) expect(one.text.length).toBeLessThanOrEqual(channel.can.maxText);
        expect(shown.findIndex((one) => one.buttons.length > 0)).toBe(shown.length - 1);
      });

      test('a long caption goes on as text after the picture', async () => {
        const text = manyWords(channel.can.maxCaption * 2);
        const { ref } = sentOf(await send({ text, photo: { bytes: PNG, name: 'qr.png' } }));
        const shown = await driver.shown();
        expect(shown[0]).toMatchObject({ ref, media: 'photo' });
        expect(shown.flatMap((one) => words(one.text))).toEqual(words(text));
      });

      test('a style that is cut goes on in the next part', async () => {
        sentOf(await send({ text: `<b>${manyWords(channel.can.maxText + 50)}</b>` }));
        for (const one of await driver.shown()) expect(one.bold).toEqual([one.text]);
      });
    });

    describe('editing', () => {
      test('an edit changes words and buttons, and says so', async () => {
        if (!channel.can.edit || !channel.edit) return expect(channel.edit).toBeUndefined();
        const { ref } = sentOf(await send({ text: 'New deal', buttons: [[{ text: 'Take', id: 'take' }]] }));
        sentOf(await channel.edit(driver.address, ref, { text: 'Taken by <b>Anna</b>' }));
        expect(await last()).toMatchObject({ ref, text: 'Taken by Anna', buttons: [], edited: true });
      });

      test('an edit that changes nothing succeeds', async () => {
        if (!channel.edit) return;
        const { ref } = sentOf(await send({ text: 'Same' }));
        sentOf(await channel.edit(driver.address, ref, { text: 'Same' }));
      });

      test('an edit of the words under a picture works like one of a text', async () => {
        if (!channel.edit) return;
        const { ref } = sentOf(await send({ text: 'Pay', photo: { bytes: PNG, name: 'qr.png' } }));
        sentOf(await channel.edit(driver.address, ref, { text: 'Paid' }));
        expect(await last()).toMatchObject({ ref, text: 'Paid', media: 'photo' });
      });

      test('a message that is not there asks for a new one', async () => {
        if (!channel.edit) return;
        const failure = failureOf(await channel.edit(driver.address, '999999', { text: 'x' }));
        expect(['not_found', 'refused']).toContain(failure.category);
        expect(failure.retryable).toBe(false);
      });
    });

    describe('failing', () => {
      const clean = (failure: Failure) => {
        for (const secret of driver.secrets) expect(JSON.stringify(failure)).not.toContain(secret);
      };

      test('who blocked the bot is unreachable, and it is not tried again', async () => {
        await driver.block();
        expect(failureOf(await send({ text: 'x' }))).toMatchObject({
          category: 'unreachable',
          retryable: false,
        });
      });

      test('a limit that lasts is told with its delay', async () => {
        await driver.fail({ kind: 'rate_limit', seconds: 17 }, 1);
        const failure = failureOf(await send({ text: 'x' }));
        expect(failure).toMatchObject({ category: 'rate_limited', retryable: true, retryAfterMs: 17_000 });
      });

      test('trouble at the messenger is worth another try', async () => {
        await driver.fail({ kind: 'error', status: 500 }, 1);
        const failure = failureOf(await send({ text: 'x' }));
        expect(['unavailable', 'unknown']).toContain(failure.category);
        expect(failure.retryable).toBe(true);
        clean(failure);
        sentOf(await send({ text: 'x' }));
      });

      test('no answer in time leaves the outcome unknown', async () => {
        await driver.fail({ kind: 'hang' }, 1);
        const failure = failureOf(await send({ text: 'x' }));
        expect(failure).toMatchObject({ category: 'unknown', retryable: true });
        clean(failure);
      });

      test('an answer that is lost leaves the outcome unknown, though it was sent', async () => {
        await driver.fail({ kind: 'lost_answer' }, 1);
        expect(failureOf(await send({ text: 'Did it come?' }))).toMatchObject({
          category: 'unknown',
          retryable: true,
        });
        expect((await last()).text).toBe('Did it come?');
      });

      test('a caller that gives up gets its own reason thrown', async () => {
        const reason = new Error('shutting down');
        const signal = AbortSignal.abort(reason);
        await expect(channel.send(driver.address, { text: 'x' }, { signal })).rejects.toBe(reason);
      });
    });

    describe('receiving', () => {
      const read = async () => only(await channel.readWebhook(await driver.webhook()));

      test('a webhook without the right secret is refused', async () => {
        await driver.write('hello');
        const forged = driver.forged(await driver.webhook());
        expect(await channel.readWebhook(forged)).toMatchObject({ ok: false, status: 401 });
      });

      test('a body that can not be read is refused', async () => {
        for (const text of ['', '{"update_id":', 'null', '[]', '"x"', '{}\u0000']) {
          const raw = await driver.signed(new TextEncoder().encode(text));
          expect(await channel.readWebhook(raw)).toMatchObject({ ok: false, status: 400 });
        }
        const raw = await driver.signed(Uint8Array.of(0xff, 0xfe, 0x7b));
        expect(await channel.readWebhook(raw)).toMatchObject({ ok: false, status: 400 });
      });

      test('a text comes with who wrote it, and an answer reaches them', async () => {
        await driver.write('How much is it?');
        const incoming = await read();
        expect(incoming).toMatchObject({
          type: 'text',
          channel: channel.id,
          text: 'How much is it?',
          edited: false,
        });
        sentOf(await channel.send(incoming.from.address, { text: 'Ten' }));
        expect((await last()).text).toBe('Ten');
      });

      test('the same update told twice has the same key, another one another', async () => {
        await driver.write('one');
        const [first, again] = [await read(), await read()];
        await driver.write('two');
        expect(again).toEqual(first);
        expect((await read()).key).not.toBe(first.key);
      });

      test('a pressed button comes back with its id and its message', async () => {
        const { ref } = sentOf(await send({ text: 'Sure?', buttons: [[{ text: 'Yes', id: 'v1:yes' }]] }));
        await driver.press(ref, 'v1:yes');
        const incoming = await read();
        expect(incoming).toMatchObject({ type: 'button', id: 'v1:yes', messageRef: ref });
        if (incoming.type === 'button') await channel.answerButton?.(incoming.pressId, 'Done');
      });

      test('a link that opens the conversation hands over its payload', async () => {
        expect(await channel.link('lead_abc-1')).toContain('lead_abc-1');
        await driver.start('lead_abc-1');
        expect(await read()).toMatchObject({ type: 'start', payload: 'lead_abc-1' });
      });

      test('a command comes apart into name and arguments', async () => {
        await driver.write('/Invoice 17 15000 Website design');
        expect(await read()).toMatchObject({
          type: 'command',
          name: 'invoice',
          args: '17 15000 Website design',
        });
      });

      test('a shared number is the own one', async () => {
        sentOf(await send({ text: 'Your phone?', askContact: { label: 'Share', skip: 'Skip' } }));
        const phone = await driver.shareContact();
        expect(await read()).toMatchObject({ type: 'contact', phone, own: true });
      });

      test('a picture that came in can be sent on', async () => {
        await driver.sendPhoto(PNG, 'My receipt');
        const incoming = await read();
        expect(incoming).toMatchObject({ type: 'media', text: 'My receipt', media: { type: 'photo' } });
        if (incoming.type !== 'media') return;
        sentOf(await send({ text: 'From the customer', media: incoming.media }));
        expect(await last()).toMatchObject({ text: 'From the customer', media: 'photo' });
      });
    });
  });
}
