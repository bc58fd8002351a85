/** How much sooner what waits in this process is done. */
const TIMES = 50;
/** Pauses between tries are shorter than this; what is longer is a time-out, and stays. Milliseconds. */
const LONGEST = 4_000;

/**
 * Lets pauses between tries pass fifty times as fast; the time that the till reads is not touched. Gives the
 * way back.
 */
export function hurry(): () => void {
  const patient = globalThis.setTimeout;
  const hasty = (work: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) =>
    patient(work, ms > LONGEST ? ms : ms / TIMES, ...args);
  globalThis.setTimeout = Object.assign(hasty, patient) as typeof setTimeout;
  return () => {
    globalThis.setTimeout = patient;
  };
}
