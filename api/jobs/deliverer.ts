import type { Message } from '../../domain/message.ts';
import type { DeliveryReport } from '../../domain/ports/store.ts';
import type { Deps } from '../context.ts';
import { BulkRoom } from './bulk-room.ts';
import { deliver, isAway, LEASE } from './deliver.ts';

/** Messages on their way at once in one process. */
const ROOM = 32;
/** After so many failures in a row a messenger counts as away; when it answers again, all that waited for it is due. */
const AWAY_AFTER = 5;
/** A message that becomes due sooner than this is waited for; later ones are the sweep's. */
const SOON = 5_000;
/** All processes together may have sent as much as the messenger takes in a second: the next one begins soon. */
const NEXT_SECOND = 1_000;

/**
 * Sends what is due. A chat that hangs holds up only itself: while it does, the others are claimed and
 * sent on.
 */
export interface Deliverer {
  /** Looks for due messages soon. */
  kick(): void;
  /** Resolves when nothing is due and nothing is on its way. */
  run(): Promise<void>;
  /** Resolves when what is under way is done; null when nothing is. */
  busy(): Promise<void> | null;
  /** No claim after it; resolves when nothing is on its way. */
  stop(): Promise<void>;
}

export function createDeliverer(deps: () => Deps): Deliverer {
  const flying = new Set<Promise<void>>();
  const failures = new Map<string, number>();
  const bulk = new BulkRoom();
  let loop: Promise<void> | null = null;
  let asked = false;
  let stopped = false;
  let wake = (): void => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  const heed = async ({ channel }: Message, report: DeliveryReport): Promise<void> => {
    const before = failures.get(channel) ?? 0;
    if (report.state === 'retry' && isAway(report.error)) failures.set(channel, before + 1);
    if (report.state !== 'sent') return;
    failures.delete(channel);
    const { store, clock } = deps();
    if (before >= AWAY_AFTER) await store.wakeMessages(channel, clock.now());
  };
  const send = (message: Message, token: string): void => {
    const sending = deliver(deps(), message, token)
      .then((report) => heed(message, report))
      .catch((error: unknown) => complain(deps(), error))
      .finally(() => {
        flying.delete(sending);
        bulk.end(message);
      });
    bulk.begin(message);
    flying.add(sending);
  };
  /** Claims and sends what there is room for: `more` is due when all the room was taken. */
  const claim = async (): Promise<{ claimed: number; more: boolean }> => {
    const room = ROOM - flying.size;
    if (stopped || room <= 0) return { claimed: 0, more: false };
    const { store, clock } = deps();
    const token = clock.newId();
    const now = clock.now();
    const claim = { now, leaseMs: LEASE, limit: room, token, bulk: bulk.room(now) };
    const batch = await store.claimMessages(claim);
    for (const message of batch) send(message, token);
    return { claimed: batch.length, more: batch.length === room };
  };
  const turn = async (): Promise<number> => {
    for (let sent = 0; ; ) {
      asked = false;
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const { claimed, more } = await claim();
      sent += claimed;
      if (more || asked) continue;
      if (flying.size === 0) return sent;
      // Whatever lands may have more behind it in its chat.
      await Promise.race([...flying, woken]);
    }
  };
  /** `sent`: so many went out in this run. What is due and was left has its turn again only while some do. */
  const later = async (sent: number): Promise<void> => {
    const next = stopped ? null : await deps().store.nextMessageAt();
    const now = deps().clock.now();
    const due = next === null ? SOON : next - now;
    // Behind another message of its chat, nobody knows for how long: that is the sweep's.
    const wait = due > 0 ? due : bulk.wait(now) || (sent > 0 ? NEXT_SECOND : 0);
    clearTimeout(timer);
    if (wait > 0 && wait < SOON) timer = setTimeout(() => void run(), Math.max(wait, 50));
  };
  const run = (): Promise<void> => {
    asked = true;
    wake();
    if (stopped) return loop ?? Promise.resolve();
    loop ??= turn()
      .then(later)
      .catch((error: unknown) => complain(deps(), error))
      .finally(() => {
        loop = null;
        if (asked && !stopped) void run();
      });
    return loop;
  };
  return {
    run,
    kick: () => void run(),
    busy: () => loop ?? (flying.size > 0 ? Promise.all(flying).then(() => {}) : null),
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      wake();
      await loop;
      await Promise.all(flying);
    },
  };
}

function complain({ log }: Deps, error: unknown): void {
  log.error(
    { job: 'deliver', error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
    'job failed',
  );
}
