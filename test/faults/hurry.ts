/** How much sooner everything that waits in this process is done. */
const TIMES = 50;

/**
 * Lets pauses between tries pass fifty times as fast; the time that the till reads is not touched. Gives the
 * way back. Time-outs of calls are the platform's own and stay as they are.
 */
export function hurry(): () => void {
  const patient = globalThis.setTimeout;
  const hasty = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    patient(work, ms / TIMES, ...args);
  globalThis.setTimeout = Object.assign(hasty, patient) as typeof setTimeout;
  return () => {
    globalThis.setTimeout = patient;
  };
}
