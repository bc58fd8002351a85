import type { SaidMessage } from '../../domain/evidence.ts';
import { type Message, type NewMessage, PRIORITY } from '../../domain/message.ts';
import type { Instant } from '../../domain/ports/clock.ts';
import type { QueueDepths, Store } from '../../domain/ports/store.ts';

type Row = Message & {
  readonly seq: number;
  readonly leasedUntil: Instant | null;
  readonly sentAt: Instant | null;
};
type Claim = Parameters<Store['claimMessages']>[0];
type Report = Parameters<Store['reportDelivery']>;

/** The outbox of the in-memory store, with the same rules as the databases. */
export class MemoryOutbox {
  readonly rows = new Map<string, Row>();
  private readonly keys = new Set<string>();
  private seq = 0;

  /** A repeated `dedupeKey` is passed over. */
  add(message: NewMessage): void {
    if (this.keys.has(message.dedupeKey)) return;
    this.keys.add(message.dedupeKey);
    this.seq += 1;
    this.rows.set(message.id, {
      ...message,
      state: 'pending',
      attempts: 0,
      leaseToken: null,
      maybeRepeated: false,
      sentRef: null,
      lastError: null,
      seq: this.seq,
      leasedUntil: null,
      sentAt: null,
    });
  }

  claim({ now, leaseMs, limit, token, bulk = limit }: Claim): Message[] {
    const open = [...this.rows.values()].filter((row) => row.state === 'pending' || row.state === 'leased');
    const due = open
      .filter((row) => isDue(row, now) && !open.some((other) => holdsBack(other, row, now)))
      .sort(byOrder);
    const urgent = due.filter(({ priority }) => priority < PRIORITY.bulk);
    const rest = due.filter(({ priority }) => priority >= PRIORITY.bulk).slice(0, bulk);
    return [...urgent, ...rest].slice(0, limit).map((row) => {
      const maybeRepeated = row.maybeRepeated || row.state === 'leased';
      const leased = { attempts: row.attempts + 1, leaseToken: token, leasedUntil: now + leaseMs };
      const next: Row = { ...row, ...leased, state: 'leased', maybeRepeated };
      this.rows.set(row.id, next);
      return toMessage(next);
    });
  }

  report(id: Report[0], token: Report[1], report: Report[2], now: Report[3]): boolean {
    const row = this.rows.get(id);
    if (row?.state !== 'leased' || row.leaseToken !== token) return false;
    const free: Row = { ...row, leaseToken: null, leasedUntil: null };
    if (report.state === 'sent') {
      const told = { state: 'sent', sentRef: report.sentRef, sentAt: now, lastError: null } as const;
      this.rows.set(id, row.kind === 'screen' ? blank({ ...free, ...told }) : { ...free, ...told });
    } else if (report.state === 'retry') {
      const maybeRepeated = row.maybeRepeated || report.maybeShown === true;
      this.rows.set(id, {
        ...free,
        state: 'pending',
        notBefore: report.at,
        lastError: report.error,
        maybeRepeated,
      });
    } else {
      this.rows.set(id, { ...free, state: 'parked', lastError: report.error });
    }
    return true;
  }

  /** What is addressed to these, and what tells of these deals; see prisma/forget.ts. */
  forget(addresses: ReadonlySet<string>, dealIds: ReadonlySet<number>): void {
    for (const row of [...this.rows.values()]) {
      const isTheirs = dealIds.has(row.dealId ?? 0);
      const keeps = isTheirs && row.kind === 'deal_card' && row.state === 'sent';
      const goes =
        addresses.has(JSON.stringify([row.channel, row.address])) ||
        (isTheirs && !keeps) ||
        (row.kind === 'screen' && row.state === 'parked');
      if (goes) {
        this.rows.delete(row.id);
        this.keys.delete(row.dedupeKey);
      } else if (keeps) this.rows.set(row.id, blank(row));
    }
  }

  wake(channel: string, now: Instant): void {
    for (const row of this.rows.values()) {
      const away =
        row.state === 'pending' && row.notBefore > now && /^(unavailable|unknown)/.test(row.lastError ?? '');
      if (away && row.channel === channel) this.rows.set(row.id, { ...row, notBefore: now });
    }
  }

  sent(channel: string, address: string): Row[] {
    return [...this.rows.values()]
      .filter((row) => row.state === 'sent' && row.channel === channel && row.address === address)
      .sort((a, b) => b.seq - a.seq);
  }

  isSending(channel: string, address: string): boolean {
    return [...this.rows.values()].some(
      (row) => row.state === 'leased' && row.channel === channel && row.address === address,
    );
  }

  about(dealId: number): SaidMessage[] {
    const rows = [...this.rows.values()].filter((row) => row.dealId === dealId).sort((a, b) => a.seq - b.seq);
    return rows.map((row) => ({ message: toMessage(row), sentAt: row.sentAt }));
  }

  byKey(dedupeKey: string): Message | null {
    const row = [...this.rows.values()].find((each) => each.dedupeKey === dedupeKey);
    return row ? toMessage(row) : null;
  }

  nextAt(): Instant | null {
    const times = [...this.rows.values()].flatMap((row) => {
      if (row.state === 'pending') return [row.notBefore];
      return row.state === 'leased' && row.leasedUntil !== null ? [row.leasedUntil] : [];
    });
    return times.length === 0 ? null : Math.min(...times);
  }

  depths(
    now: Instant,
  ): Pick<QueueDepths, 'outboxPending' | 'outboxOldestMs' | 'outboxParked' | 'outboxMaybeRepeated'> {
    const rows = [...this.rows.values()];
    const waiting = rows.filter((row) => row.state === 'pending' || row.state === 'leased');
    return {
      outboxPending: waiting.length,
      outboxOldestMs: waiting.reduce((oldest, row) => Math.max(oldest, now - row.notBefore), 0),
      outboxParked: rows.filter((row) => row.state === 'parked').length,
      outboxMaybeRepeated: rows.filter((row) => row.maybeRepeated).length,
    };
  }
}

function blank(row: Row): Row {
  return { ...row, data: {} } as unknown as Row;
}

function isDue(row: Row, now: Instant): boolean {
  return row.state === 'pending' ? row.notBefore <= now : (row.leasedUntil ?? 0) <= now;
}

/** One at a time for each address; and what failed before goes before what is as urgent and younger. */
function holdsBack(other: Row, row: Row, now: Instant): boolean {
  if (other.seq === row.seq || other.channel !== row.channel || other.address !== row.address) return false;
  if (isDue(other, now)) return byOrder(other, row) < 0;
  if (other.state === 'leased') return true;
  return other.attempts > 0 && other.seq < row.seq && other.priority <= row.priority;
}

function byOrder(a: Row, b: Row): number {
  return a.priority - b.priority || a.seq - b.seq;
}

function toMessage({ seq: _seq, leasedUntil: _until, sentAt: _at, ...message }: Row): Message {
  return message as Message;
}
