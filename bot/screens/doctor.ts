import type { Outgoing } from '../../domain/ports/channel.ts';
import type { CheckLevel, CheckLine } from '../../domain/ports/doctor.ts';
import { blocks, lines, type Reader, readerOf, type Values, type Viewer } from './reader.ts';

const MARKS: Readonly<Record<CheckLevel, string>> = { fail: '❌', warn: '⚠️', ok: '✅' };
const ORDER: readonly CheckLevel[] = ['fail', 'warn', 'ok'];

/** What a check-up found: what must be mended first, each with what to do. */
export function checkup(turn: Viewer, found: readonly CheckLine[]): Outgoing {
  const r = readerOf(turn);
  const groups = ORDER.map((level) =>
    lines(...found.filter((each) => each.level === level).map((each) => lineOf(r, each))),
  );
  const fails = found.filter(({ level }) => level === 'fail').length;
  return { text: blocks(r.say('doctor-title', { fails }), ...groups) };
}

function lineOf(r: Reader, { level, code, args }: CheckLine): string {
  const values = valuesOf(r, args);
  const words = `${MARKS[level]} ${r.say(`doctor-${code}`, values)}`;
  return level === 'ok' ? words : lines(words, `→ ${r.say(`doctor-${code}-next`, values)}`);
}

/** Moments and ways to pay in the reader's words. */
function valuesOf(r: Reader, args: CheckLine['args']): Values {
  const { at, kinds, kind } = args;
  return {
    ...args,
    ...(typeof at === 'number' && { at: r.moment(at) }),
    ...(Array.isArray(kinds) && { kinds: kinds.map((each) => r.label(`kind-${each}`)).join(', ') }),
    ...(typeof kind === 'string' && { kind: r.label(`kind-${kind}`) }),
  };
}
