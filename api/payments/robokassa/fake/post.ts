import type { FakeSettings } from '../../fake-hands.ts';
import { createPost } from '../../fake-post.ts';
import { shpParts, sign } from '../signature.ts';
import { type FakeShop, type Operation, rubles } from './operation.ts';

export interface PostOptions extends FakeSettings {
  readonly shop: FakeShop;
  /** ResultURL: where the shop is told of money. */
  readonly resultUrl: string;
  /** Share that Robokassa keeps, in hundredths of a percent. Default 0. */
  readonly feeBasisPoints?: number;
}

interface Notice {
  readonly operation: Operation;
  /** What is told, kopecks. */
  readonly minor: string;
}

/** Pauses before each further try, milliseconds. Robokassa does not publish its own. */
const PAUSES = [1_000, 5_000, 30_000, 300_000, 1_800_000, 3_600_000];

/** Tells ResultURL of money, again until it answers `OK<InvId>`. */
export function robokassaPost(options: PostOptions) {
  let lie: string | null = null;
  const post = createPost<Notice>(options, {
    seal: async (notice) => ({
      url: options.resultUrl,
      body: new URLSearchParams(await fieldsOf(options, notice)),
    }),
    taken: async (answer, { operation }) =>
      answer.status === 200 && (await answer.text()).trim() === `OK${operation.invId}`,
    pauses: PAUSES,
    timeoutMs: 15_000,
  });
  return {
    ...post,
    send: (operation: Operation) => {
      // As it is now: it may change before it is signed.
      post.send({ operation: { ...operation }, minor: lie ?? operation.minor });
      lie = null;
    },
    /** The next notice tells another sum than there was, kopecks. */
    lieOnce: (minor: string) => {
      lie = minor;
    },
  };
}

async function fieldsOf(
  { shop, feeBasisPoints = 0 }: PostOptions,
  { operation, minor }: Notice,
): Promise<Record<string, string>> {
  const { invId, shp, email, label, test } = operation;
  // Robokassa is seen to send six decimals; the signature is over what is sent.
  const OutSum = `${rubles(minor)}0000`;
  const SignatureValue = await sign(shop.hash, OutSum, invId, shop.password2, ...shpParts(shp));
  return {
    OutSum,
    InvId: invId,
    Fee: rubles((BigInt(minor) * BigInt(feeBasisPoints)) / 10_000n),
    EMail: email,
    SignatureValue: SignatureValue.toUpperCase(),
    PaymentMethod: methodOf(operation),
    IncCurrLabel: label,
    ...(test && { IsTest: '1' }),
    ...Object.fromEntries(shp),
  };
}

/** The code of a method for a label of the shop's list. */
export function methodOf({ label }: Operation): string {
  if (/^sbp/i.test(label)) return 'SBP';
  return /card/i.test(label) ? 'BankCard' : 'EMoney';
}
