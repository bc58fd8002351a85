import type { FakeSettings } from '../../fake-hands.ts';
import { createPost } from '../../fake-post.ts';

export interface PostOptions extends FakeSettings {
  /** Where notifications go, as the shop's office says; null for nowhere. */
  readonly webhookUrl: string | null;
}

/** Pauses before each further try, milliseconds. Real ones are not published; 24 hours in all are. */
const PAUSES = [10_000, 60_000, 600_000, 3_600_000, 10_800_000, 21_600_000, 43_200_000];

/** Notifications, unsigned as YooKassa's are, sent again until the shop answers 200. */
export function shopPost(options: PostOptions) {
  const { webhookUrl } = options;
  let silent = false;
  const post = createPost<string>(options, {
    seal: (body) => ({ url: webhookUrl ?? '', headers: { 'content-type': 'application/json' }, body }),
    taken: ({ status }) => status === 200,
    pauses: PAUSES,
    timeoutMs: 15_000,
  });
  return {
    ...post,
    send: (event: string, object: unknown) => {
      if (webhookUrl && !silent) post.send(JSON.stringify({ type: 'notification', event, object }));
    },
    /** From now on nothing is sent: the lost webhook. */
    hush: (quiet = true) => {
      silent = quiet;
    },
  };
}
