import type { Channel, Outgoing, Sent } from '../../domain/ports/channel.ts';
import { done, type Outcome } from '../../domain/result.ts';
import type { Chance } from './seeded.ts';

export interface ChatWorld {
  readonly chance: Chance;
  /** Out of a hundred calls, how many go wrong. */
  faults(): number;
}

/** A messenger that remembers what it showed; the text of every message is its key. */
export class SimulatedChat {
  /** Key of a message → how often somebody saw it. */
  readonly shown = new Map<string, number>();
  /** Key of a message → how often it was shown and the answer was lost, so that it has to be shown again. */
  readonly unanswered = new Map<string, number>();
  readonly blocked = new Set<string>();
  private serial = 0;

  constructor(private readonly world: ChatWorld) {}

  /** The messenger behind the port, as a process with this `step` between its words sees it. */
  channel(step: () => Promise<void>): Channel {
    const show = (address: string, { text }: Outgoing): Promise<Outcome<Sent>> =>
      this.show(step, address, text);
    return {
      id: 'chat',
      can: { edit: true, maxText: 4096, maxCaption: 1024, links: true },
      send: (address, message) => show(address, message),
      edit: (address, _ref, message) => show(address, message),
      readWebhook: async () => ({ ok: false, status: 400, reason: 'nobody writes here' }),
      link: async (payload) => `https://chat.example/${payload}`,
    };
  }

  private async show(step: () => Promise<void>, address: string, key: string): Promise<Outcome<Sent>> {
    const { chance, faults } = this.world;
    await step();
    if (this.blocked.has(address)) {
      return { ok: false, category: 'unreachable', retryable: false, code: 'blocked', message: 'blocked' };
    }
    const goesWrong = chance.percent(faults());
    if (goesWrong && chance.percent(50)) {
      return {
        ok: false,
        category: 'rate_limited',
        retryable: true,
        retryAfterMs: 3_000,
        code: '429',
        message: 'slowly',
      };
    }
    count(this.shown, key);
    if (goesWrong) count(this.unanswered, key);
    await step();
    if (goesWrong)
      return { ok: false, category: 'unknown', retryable: true, code: 'timeout', message: 'no answer' };
    return done({ ref: `m${++this.serial}` });
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
