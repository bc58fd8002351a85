import type { InboxEntry } from '../../domain/changes.ts';
import { keyOf } from '../../domain/notice.ts';
import type { Waiting } from '../../domain/ports/inbox-desk.ts';
import { cameAt, codeOf, readUnmatched, type Unmatched } from '../../domain/unmatched.ts';
import type { Deps } from '../context.ts';

export type UnmatchedDeps = Pick<Deps, 'store' | 'providers' | 'clock' | 'settings' | 'log'>;

const PAGE = 100;

/** Rows that wait for a person, newest first; what has found its deal, or will, is passed over. */
export async function* openRows({ store }: Pick<Deps, 'store'>): AsyncGenerator<Unmatched> {
  for await (const entry of rowsOf(store)) {
    const row = readUnmatched(entry);
    if (row && !(await hasDeal(store, row))) yield row;
  }
}

async function* rowsOf(store: Deps['store']): AsyncGenerator<InboxEntry> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await store.unmatched(PAGE, offset);
    yield* page;
    if (page.length < PAGE) return;
  }
}

/** The money is booked already, or its refund or dispute waits for a charge of a deal that we know. */
async function hasDeal(store: Deps['store'], { entry, notice }: Unmatched): Promise<boolean> {
  const own = { provider: entry.source, chargeId: notice.chargeId ?? notice.reference };
  const key = notice.type === 'payment' ? own : keyOf(entry.source, notice);
  return (await store.caseByPayment(key)) !== null;
}

/** The row behind a code, while it waits. */
export async function rowOf({ store }: Pick<Deps, 'store'>, code: string): Promise<Unmatched | null> {
  const came = cameAt(code);
  if (came === null) return null;
  for await (const entry of rowsOf(store)) {
    if (entry.receivedAt < came) return null;
    if (entry.receivedAt === came && (await codeOf(entry)) === code) return readUnmatched(entry);
  }
  return null;
}

/** A row as lists and screens show it. */
export async function waitingOf(deps: Pick<Deps, 'providers'>, { entry, view }: Unmatched): Promise<Waiting> {
  return { code: await codeOf(entry), view, returnable: canReturn(deps, entry.source) };
}

/** Whether the provider sends money back when it is asked. */
export function canReturn({ providers }: Pick<Deps, 'providers'>, source: string): boolean {
  const provider = providers.get(source);
  return provider?.refund !== undefined && provider.can.refund !== 'none';
}
