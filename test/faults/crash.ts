/** How a process ends its work at a point: a call that fails, or the whole process, which says nothing more. */
export type Ending = 'throw' | 'exit';

/** What is thrown at the point; anything else that is thrown is a bug. */
export class Crash extends Error {}

/** The places at which a process can fail, numbered as they are reached. */
export interface Points {
  /** An await: the process may end before it. */
  step(name: string): Promise<void>;
  /** A statement. */
  mark(name: string): void;
  /** Those that were reached so far, in order. */
  reached(): readonly string[];
  /** Where it failed; null: it has not yet. */
  failedAt(): string | null;
  dead(): boolean;
  /** From now on nothing is a point any more. */
  end(): void;
}

/**
 * Fails at point number `at`, once. `onExit` is told when the process ends there: what stands on the disk at
 * that moment is what is left of it.
 */
export function crashAt(at: number | null, ending: Ending, onExit: () => void = () => {}): Points {
  const reached: string[] = [];
  let failed: string | null = null;
  let dead = false;
  let over = false;
  const mark = (name: string): void => {
    if (over) return;
    if (dead) throw new Crash('Crash: the process is dead');
    reached.push(name);
    if (reached.length !== at) return;
    failed = name;
    dead = ending === 'exit';
    if (dead) onExit();
    throw new Crash(`Crash: at ${name}`);
  };
  return {
    mark,
    step: async (name) => mark(name),
    reached: () => reached,
    failedAt: () => failed,
    dead: () => dead,
    end: () => {
      over = true;
    },
  };
}

/** The same object, each of its methods with a point before it and one after it. */
export function stepping<T extends object>(whole: T, points: Points, of: string): T {
  return new Proxy(whole, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        await points.step(`before ${of} ${String(name)}`);
        const result: unknown = await member.apply(target, args);
        await points.step(`after ${of} ${String(name)}`);
        return result;
      };
    },
  });
}
