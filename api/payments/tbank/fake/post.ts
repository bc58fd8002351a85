import type { FakeSettings } from '../../fake-hands.ts';
import { createPost } from '../../fake-post.ts';
import { tokenOf } from '../token.ts';

export interface PostOptions extends FakeSettings {
  readonly password: string;
}

type Fields = Readonly<Record<string, unknown>>;

const HOUR = 3_600_000;
/** Every hour for a day, then every day for a month. */
const PAUSES = [...Array<number>(24).fill(HOUR), ...Array<number>(30).fill(24 * HOUR)];

/** The bank's postman: signed notifications, repeated until somebody answers 200 and exactly `OK`. */
export function bankPost(options: PostOptions) {
  let lie: number | null = null;
  const post = createPost<{ readonly fields: Fields; readonly url: string }>(options, {
    seal: async ({ fields, url }) => {
      const body = JSON.stringify({ ...fields, Token: await tokenOf(fields, options.password) });
      return { url, headers: { 'content-type': 'application/json' }, body };
    },
    taken: async (answer) => answer.status === 200 && (await answer.text()) === 'OK',
    pauses: PAUSES,
    timeoutMs: 10_000,
  });
  return {
    ...post,
    send: (fields: Fields, url: string) => {
      const lies = lie !== null && fields.Status === 'CONFIRMED';
      post.send({ fields: lies ? { ...fields, Amount: lie } : fields, url });
      if (lies) lie = null;
    },
    /** The next notification of money tells another sum than there was, kopecks. */
    lieOnce: (amount: number) => {
      lie = amount;
    },
  };
}
