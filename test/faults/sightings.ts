import type { Message } from '../../domain/message.ts';
import type { DeliveryReport } from '../../domain/ports/store.ts';
import type { Mortal } from './mortal.ts';

interface Sight {
  readonly by: Mortal;
  /** Whoever sent it has noted so. */
  noted: boolean;
}

/** Who showed which message when, as the messenger and the outbox saw it. */
export class Sightings {
  /** Longest time between the death of a process and somebody taking up a message of its, milliseconds. */
  slowest = 0;
  private readonly sights = new Map<string, Sight[]>();
  private readonly order: string[] = [];
  private readonly holders = new Map<string, Mortal>();
  private readonly orphans = new Map<string, number>();

  constructor(private readonly now: () => number) {}

  claimed(by: Mortal, messages: readonly Message[]): void {
    for (const { id } of messages) {
      this.holders.set(id, by);
      const since = this.orphans.get(id);
      if (since === undefined) continue;
      this.orphans.delete(id);
      this.slowest = Math.max(this.slowest, this.now() - since);
    }
  }

  shown(by: Mortal, id: string): void {
    if (!this.sights.has(id)) this.order.push(id);
    this.sights.set(id, [...(this.sights.get(id) ?? []), { by, noted: false }]);
  }

  reported(by: Mortal, id: string, { state }: DeliveryReport): void {
    if (this.holders.get(id) === by) this.holders.delete(id);
    const sight = this.sights.get(id)?.findLast((each) => each.by === by);
    if (sight && state === 'sent') sight.noted = true;
  }

  died(process: Mortal): void {
    for (const [id, holder] of this.holders) {
      if (holder !== process) continue;
      this.holders.delete(id);
      this.orphans.set(id, this.now());
    }
  }

  times(id: string): number {
    return this.sights.get(id)?.length ?? 0;
  }

  /** How often it was shown and nobody could note it. */
  inDoubt(id: string): number {
    return this.sights.get(id)?.filter(({ noted }) => !noted).length ?? 0;
  }

  /** Chats in which a message was first shown after a later one. Ids sort as they were said. */
  outOfOrder(addressOf: ReadonlyMap<string, string>): number {
    const last = new Map<string, string>();
    const wrong = new Set<string>();
    for (const id of this.order) {
      const address = addressOf.get(id) ?? '';
      if ((last.get(address) ?? '') > id) wrong.add(address);
      last.set(address, id);
    }
    return wrong.size;
  }
}
