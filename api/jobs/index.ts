import type { Deps } from '../context.ts';
import { createDaily } from './daily.ts';
import { createDeliverer } from './deliverer.ts';
import { settleInbox } from './inbox.ts';
import { createMarketplacePoll } from './marketplaces.ts';
import { checkReceipts } from './receipts.ts';
import { checkPayments, checkRefunds } from './reconcile.ts';
import { expireDue, remindDue } from './remind.ts';
import { createSilenceWatch } from './silence.ts';

/**
 * The timetable. `sweep` does everything that is due, `kick` does one kind of work soon. Each kind runs
 * at most once at a time in a process; a kick during a run makes one more run after it. Work that asks
 * providers does not wait for one that takes long: what was claimed by a run is left to it.
 */
export interface Jobs {
  sweep(): Promise<void>;
  kick(job: 'deliver' | 'settle'): void;
  /** Resolves when nothing runs, also of what was kicked meanwhile. For runtimes that end with a request. */
  rest(): Promise<void>;
  /** Resolves when nothing runs any more; no run starts after it. */
  stop(): Promise<void>;
}

/** A run that takes longer waits for a provider; what has become due meanwhile does not wait with it. Milliseconds. */
const PATIENCE = 1_000;
/** A provider that never answers is given up after ten seconds, and left alone after five failures. */
const MOST_RUNS = 16;

export function createJobs(deps: () => Deps): Jobs {
  const deliver = createDeliverer(deps);
  const settle = inRuns(
    () => guarded(deps(), 'settle', [settleInbox, checkRefunds, checkPayments, checkReceipts]),
    { most: MOST_RUNS, patience: PATIENCE },
  );
  const remind = inRuns(() => guarded(deps(), 'remind', [expireDue, remindDue]));
  const stopping = new AbortController();
  const watches = [createSilenceWatch(), createDaily(stopping.signal)];
  const watch = inRuns(() => guarded(deps(), 'watch', watches));
  const polls = [createMarketplacePoll()];
  const connect = inRuns(() => guarded(deps(), 'connect', polls));
  const all = [deliver, settle, remind, watch, connect];
  return {
    sweep: async () => {
      await Promise.all(all.map((job) => job.run()));
    },
    kick: (job) => {
      void (job === 'deliver' ? deliver : settle).run();
    },
    rest: async () => {
      for (;;) {
        const busy = all.map((job) => job.busy()).filter((each) => each !== null);
        if (busy.length === 0) return;
        await Promise.all(busy);
      }
    },
    stop: async () => {
      stopping.abort(new Error('the till stops'));
      await Promise.all(all.map((job) => job.stop()));
    },
  };
}

/** A step that fails is logged and tried by the next sweep; it does not hold up the others. */
async function guarded(
  deps: Deps,
  job: string,
  steps: readonly ((deps: Deps) => Promise<number>)[],
): Promise<void> {
  for (const step of steps) {
    try {
      await step(deps);
    } catch (error) {
      deps.log.error(
        { job, error: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        'job failed',
      );
    }
  }
}

interface Runs {
  run(): Promise<void>;
  busy(): Promise<void> | null;
  stop(): Promise<void>;
}

/**
 * Runs `work` once at a time; calls during a run share one run after it. With `most`, that one begins already
 * when the run before has taken `patience` milliseconds, and so many are under way at most.
 */
function inRuns(work: () => Promise<void>, { most = 1, patience = 0 } = {}): Runs {
  const running = new Set<Promise<void>>();
  let following: Promise<void> | null = null;
  let stopped = false;
  const begin = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    const current: Promise<void> = work().finally(() => running.delete(current));
    running.add(current);
    return current;
  };
  const turn = (): Promise<void> => {
    const [...all] = running;
    const youngest = all.at(-1);
    return running.size < most ? within(patience, youngest) : Promise.race(all);
  };
  const run = (): Promise<void> => {
    if (running.size === 0) return begin();
    following ??= turn().then(() => {
      following = null;
      return begin();
    });
    return following;
  };
  return {
    run,
    busy: () => following ?? (running.size > 0 ? Promise.all(running).then(() => {}) : null),
    stop: async () => {
      stopped = true;
      await Promise.all(running);
    },
  };
}

/** Resolves when `work` is done, or when the time is up. */
async function within(ms: number, work: Promise<void> | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const up = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, up]).finally(() => clearTimeout(timer));
}
