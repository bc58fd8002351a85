import type { Fault, Faults } from './fake-faults.ts';

/** What every vendor's fake is told, besides its keys. */
export interface FakeSettings {
  /** Where people reach the app, for the addresses of its pages; no slash at the end. */
  readonly publicRoot: string;
  readonly now?: () => number;
  /** Carries the webhooks. Default: the platform's. */
  readonly fetch?: typeof fetch;
  /** The pauses before a webhook is tried again are multiplied by this. Default 1. */
  readonly pace?: number;
  /** Every webhook is sent so often. Default 1. */
  readonly copies?: number;
  /** Webhooks leave up to this many milliseconds late, and so out of order. Default 0: in order. */
  readonly jitterMs?: number;
  /** The oldest payments are forgotten beyond this many. Default 5,000. */
  readonly keep?: number;
  readonly onChange?: () => void;
}

/** `keep` of who was not told. */
export const KEEP = 5_000;

/** What a test or a playground does with every vendor's fake, besides playing its payers. */
export interface FakeHands<Call extends string> {
  /** Makes the next `times` calls go wrong. */
  fail(call: Call, fault: Fault, times?: number): void;
  /** Takes planned faults back. */
  heal(): void;
  /** How often a call came, those that went wrong included. */
  calls(call: Call): number;
  /** Settles when no webhook is on its way; tries that wait for their time are not waited for. */
  idle(): Promise<void>;
  /** The whole state as JSON text. */
  snapshot(): string;
  /** @throws SyntaxError for text that `snapshot` did not give. */
  restore(text: string): void;
  close(): void;
}

interface Parts<Call extends string> {
  readonly faults: Faults<Call>;
  readonly post: { idle(): Promise<void>; close(): void };
  readonly books: { snapshot(): string; restore(text: string): void };
  /** Aborted when the fake is closed. */
  readonly closed: AbortController;
}

export function handsOf<Call extends string>({ faults, post, books, closed }: Parts<Call>): FakeHands<Call> {
  return {
    fail: (call, fault, times) => faults.plan(call, fault, times),
    heal: () => faults.clear(),
    calls: (call) => faults.calls(call),
    idle: () => post.idle(),
    snapshot: () => books.snapshot(),
    restore: (text) => books.restore(text),
    close: () => {
      closed.abort();
      post.close();
    },
  };
}

/** The longest that `setTimeout` can wait, milliseconds. */
const LONGEST = 2_147_483_647;

/** Books in which something happens by itself when its time comes. */
interface Timed {
  /** Milliseconds since 1970; null when nothing is due. */
  nextDue(): number | null;
  /** Does what is due. */
  tick(): void;
}

/** Wakes the books when something is due, so that it needs no visitor. Set it anew after every change. */
export function alarmClock(books: Timed, now: () => number, closed: AbortSignal): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const set = () => {
    clearTimeout(timer);
    const due = books.nextDue();
    if (due === null || closed.aborted) return;
    timer = setTimeout(ring, Math.min(Math.max(due - now(), 0), LONGEST));
  };
  const ring = () => {
    books.tick();
    set();
  };
  closed.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return set;
}
