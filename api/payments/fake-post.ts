import type { FakeSettings } from './fake-hands.ts';

/** One request, ready to leave. */
export type Envelope = RequestInit & { readonly url: string };

/** How one vendor writes its webhooks, and when it takes one for received. */
export interface PostHabits<Letter> {
  /** Asked anew for every try: some sign the time of sending. */
  seal(letter: Letter): Envelope | Promise<Envelope>;
  /** Whether this answer is the acknowledgement that the vendor wants. */
  taken(answer: Response, letter: Letter): boolean | Promise<boolean>;
  /** Before each further try, milliseconds; after the last nobody is told any more. */
  readonly pauses: readonly number[];
  /** The longest wait for an answer, milliseconds. */
  readonly timeoutMs: number;
  /** True for what is not tried again. */
  once?(letter: Letter): boolean;
}

/** Sends webhooks until they are taken. */
export interface Post<Letter> {
  send(letter: Letter): void;
  /** Settles when nothing is on its way; tries that wait for their time are not waited for. */
  idle(): Promise<void>;
  close(): void;
}

/**
 * A vendor's postman. Webhooks leave in the order in which they were handed in, however long each takes to
 * sign; nobody waits for the answer to another. Who wants disorder asks for `jitterMs`.
 */
export function createPost<Letter>(settings: FakeSettings, habits: PostHabits<Letter>): Post<Letter> {
  const { pace = 1, copies = 1, jitterMs = 0 } = settings;
  const underway = new Set<Promise<void>>();
  const rounds = new Rounds();
  const leave = counter(settings.fetch ?? fetch, habits, rounds.closed);

  const start = (letter: Letter, tries: number): void => {
    const work = deliver(letter, tries).finally(() => underway.delete(work));
    underway.add(work);
  };
  const deliver = async (letter: Letter, tries: number): Promise<void> => {
    if (rounds.closed.aborted || (await leave(letter))) return;
    const pause = habits.once?.(letter) ? undefined : habits.pauses[tries];
    if (pause !== undefined) rounds.later(pause * pace, () => start(letter, tries + 1));
  };
  return {
    send: (letter) => {
      for (let copy = 0; copy < copies; copy += 1) {
        const late = Math.floor(Math.random() * jitterMs);
        if (late > 0) rounds.later(late, () => start(letter, 0));
        else start(letter, 0);
      }
    },
    idle: async () => {
      while (underway.size > 0) await Promise.all(underway);
    },
    close: () => rounds.close(),
  };
}

/** Where letters are sealed and sent, one after the other. True for one that was taken. */
function counter<Letter>(carry: typeof fetch, habits: PostHabits<Letter>, closed: AbortSignal) {
  let queue: Promise<unknown> = Promise.resolve();
  const send = async (letter: Letter) => {
    const { url, ...request } = await habits.seal(letter);
    const signal = AbortSignal.any([closed, AbortSignal.timeout(habits.timeoutMs)]);
    // In an object: a promise that is returned bare would be waited for, and the queue with it.
    return { answer: carry(url, { method: 'POST', ...request, signal }) };
  };
  return async (letter: Letter): Promise<boolean> => {
    const sent = queue.then(() => send(letter));
    queue = sent.catch(() => undefined);
    try {
      const answer = await (await sent).answer;
      const taken = await habits.taken(answer, letter);
      if (!answer.bodyUsed) await answer.body?.cancel();
      return taken;
    } catch {
      return false;
    }
  };
}

/** What is to be done later, unless the post closes before. */
class Rounds {
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private readonly closing = new AbortController();

  get closed(): AbortSignal {
    return this.closing.signal;
  }

  later(ms: number, work: () => void): void {
    if (this.closed.aborted) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      work();
    }, ms);
    this.timers.add(timer);
  }

  close(): void {
    this.closing.abort();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
