import type { Channel, Incoming } from '../../domain/ports/channel.ts';
import type { FiscalRegister } from '../../domain/ports/fiscal-register.ts';
import type { PaymentProvider } from '../../domain/ports/payment-provider.ts';
import type { Store } from '../../domain/ports/store.ts';
import type { Outcome } from '../../domain/result.ts';
import type { Metrics } from './index.ts';

/** Calls of a provider and of a cash register that go over the network. */
const CALLS = [
  'start',
  'look',
  'refund',
  'capture',
  'charge',
  'cancel',
  'setRenewal',
  'register',
  'lookReceipt',
  'receiptOf',
  'list',
] as const;

type Ask = (...given: unknown[]) => Promise<Outcome<unknown>>;

/** The same provider or register, each of its calls counted and timed. */
export function watched<T extends PaymentProvider | FiscalRegister>(vendor: T, metrics: Metrics): T {
  const own: Record<string, Ask> = {};
  for (const name of CALLS) {
    const ask = (vendor as unknown as Record<string, Ask | undefined>)[name];
    if (!ask) continue;
    own[name] = (...given) =>
      timed(
        () => ask.apply(vendor, given),
        (outcome, seconds) => metrics.call(vendor.id, name, outcomeOf(outcome), seconds),
      );
  }
  return Object.assign(Object.create(vendor) as T, vendor, own);
}

/** The same messenger, what is sent by it counted and timed. */
export function watchedChannel(channel: Channel, metrics: Metrics): Channel {
  const note = (outcome: Outcome<unknown> | null, seconds: number): void => {
    const code = outcome && !outcome.ok ? outcome.code : '';
    metrics.send(channel.id, outcomeOf(outcome), code, seconds);
  };
  const edit = channel.edit?.bind(channel);
  return Object.assign(Object.create(channel) as Channel, channel, {
    send: (...given: Parameters<Channel['send']>) => timed(() => channel.send(...given), note),
    ...(edit && {
      edit: (...given: Parameters<typeof edit>) => timed(() => edit(...given), note),
    }),
  });
}

/** The same memory, its commits counted and timed. */
export function watchedStore(store: Store, metrics: Metrics): Store {
  const commit: Store['commit'] = (changes) =>
    timed(
      () => store.commit(changes),
      (result, seconds) => metrics.commit(result ?? 'failed', seconds),
    );
  return Object.assign(Object.create(store) as Store, { commit });
}

/** Hands an update on and notes what came of it. */
export function watchedTake(
  take: (incoming: Incoming, requestId: string) => Promise<void>,
  metrics: Metrics,
): (incoming: Incoming, requestId: string) => Promise<void> {
  return (incoming, requestId) =>
    timed(
      async () => {
        await take(incoming, requestId);
        return true;
      },
      (done, seconds) =>
        metrics.update(incoming.channel, incoming.type, done ? 'handled' : 'failed', seconds),
    ).then(() => undefined);
}

function outcomeOf(outcome: Outcome<unknown> | null): string {
  if (outcome === null) return 'thrown';
  return outcome.ok ? 'ok' : outcome.category;
}

/** Tells `note` what came of it and how long it took; null where it was thrown. */
async function timed<T>(
  work: () => Promise<T>,
  note: (result: T | null, seconds: number) => void,
): Promise<T> {
  const from = performance.now();
  let result: T | null = null;
  try {
    result = await work();
    return result;
  } finally {
    note(result, (performance.now() - from) / 1000);
  }
}
