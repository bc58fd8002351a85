import type { Store } from '../../domain/ports/store.ts';

/** A process inside the test: once it is dead, neither its memory nor its network hears of it again. */
export interface Mortal {
  readonly name: string;
  dead: boolean;
}

export class Killed extends Error {}

/** @throws Killed when the process is dead by now. */
export function stillAlive(process: Mortal): void {
  if (process.dead) throw new Killed(`${process.name} is dead`);
}

/** What follows a call of the memory, before the process hears of it. */
type Follow = (name: keyof Store, given: readonly unknown[], result: unknown) => void;

/** The memory as one process reaches it. */
export function memoryOf(process: Mortal, store: Store, follow: Follow = () => {}): Store {
  return new Proxy(store, {
    get: (target, name) => {
      const method = Reflect.get(target, name) as (...given: unknown[]) => Promise<unknown>;
      return async (...given: unknown[]) => {
        stillAlive(process);
        const result = await method.apply(target, given);
        follow(name as keyof Store, given, result);
        stillAlive(process);
        return result;
      };
    },
  });
}
