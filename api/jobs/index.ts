import type { Deps } from '../context.ts';
import { createDaily } from './daily.ts';
import { createDeliverer } from './deliverer.ts';
import { settleInbox } from './inbox.ts';
import { checkReceipts } from './receipts.ts';
import { checkPayments, checkRefunds } from './reconcile.ts';
import { expireDue, remindDue } from './remind.ts';
import { createSilenceWatch } from './silence.ts';

/**
 * The timetable. `sweep` does everything that is due, `kick` does one kind of work soon. Each kind runs
 * at most once at a time in a process; a kick during a run makes one more run after it.
 */
export interface Jobs {
  sweep(): Promise<void>;
  kick(job: 'deliver' | 'settle'): void;
  /** Resolves when nothing runs, also of what was kicked meanwhile. For runtimes that end with a request. */
  rest(): Promise<void>;
  /** Resolves when nothing runs any more; no run starts after it. */
  stop(): Promise<void>;
}

export function createJobs(deps: () => Deps): Jobs {
  const deliver = createDeliverer(deps);
  const settle = single(() =>
    guarded(deps(), 'settle', [settleInbox, checkRefunds, checkPayments, checkReceipts]),
  );
  const remind = single(() => guarded(deps(), 'remind', [expireDue, remindDue]));
  const stopping = new AbortController();
  const watches = [createSilenceWatch(), createDaily(stopping.signal)];
  const watch = single(() => guarded(deps(), 'watch', watches));
  const all = [deliver, settle, remind, watch];
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

/** Runs `work` at most once at a time; calls during a run share one run after it. */
function single(work: () => Promise<void>): {
  run(): Promise<void>;
  busy(): Promise<void> | null;
  stop(): Promise<void>;
} {
  let current: Promise<void> | null = null;
  let following: Promise<void> | null = null;
  let stopped = false;
  const begin = (): Promise<void> => {
    if (stopped) return Promise.resolve();
    current = work().finally(() => {
      current = null;
    });
    return current;
  };
  const run = (): Promise<void> => {
    if (!current) return begin();
    following ??= current.then(() => {
      following = null;
      return begin();
    });
    return following;
  };
  return {
    run,
    busy: () => following ?? current,
    stop: async () => {
      stopped = true;
      await (following ?? current);
    },
  };
}
