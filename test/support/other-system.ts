import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { until } from './process.ts';

/** 32 bytes that everybody knows. */
export const SECRET = `whsec_${Buffer.from('a secret for the tests of a till').toString('base64')}`;

export interface Heard {
  readonly id: string;
  readonly type: string;
  readonly data: Record<string, unknown> & {
    deal: { id: number; stage: string };
    order: { number: string } | null;
  };
}

/** Another system that is told what happens, and checks every signature as its library does. */
export interface OtherSystem {
  readonly url: string;
  /** What was told and taken, in order. */
  readonly heard: readonly Heard[];
  /** What a call is answered; 200 unless a test says otherwise. */
  answer: (told: Heard) => number;
  /** Calls that did not carry a good signature. */
  readonly forged: readonly string[];
  hears(type: string, dealId: number): Promise<Heard>;
  close(): Promise<void>;
}

export async function otherSystem(): Promise<OtherSystem> {
  const [heard, forged]: [Heard[], string[]] = [[], []];
  const hook = new Webhook(SECRET);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    let status = 401;
    try {
      const told = hook.verify(
        Buffer.concat(chunks).toString(),
        request.headers as Record<string, string>,
      ) as Heard;
      status = system.answer(told);
      if (status < 300) heard.push(told);
    } catch (error) {
      forged.push(String(error));
    }
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const system: OtherSystem = {
    url: `http://127.0.0.1:${port}/till?from=test`,
    heard,
    answer: () => 200,
    forged,
    hears: (type, dealId) =>
      until(`another system hears ${type} of deal ${dealId}`, async () =>
        heard.find((each) => each.type === type && each.data.deal.id === dealId),
      ),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return system;
}
