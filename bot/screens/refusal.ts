import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Refusal } from '../../domain/result.ts';
import { type Reader, readerOf, type Values, type Viewer } from './reader.ts';

/** What happened, what is safe, what to do: `refused-<code>`. */
export function refusedTo(turn: Viewer, refusal: Refusal): Outgoing {
  const r = readerOf(turn);
  return { text: r.say(`refused-${refusal.code}`, valuesOf(r, refusal)) };
}

/** The same in the few words that a pressed button can show (Telegram: 200 characters). */
export function refusalToast(turn: Viewer, refusal: Refusal): string {
  const r = readerOf(turn);
  return r.label(`refused-${refusal.code}`, valuesOf(r, refusal)).split('\n')[0]?.slice(0, 200) ?? '';
}

/** The refusal's values as words: states by their names, and numbers of deals as they are typed. */
function valuesOf(r: Reader, { args = {} }: Refusal): Values {
  const given = Object.entries(args).map(([name, value]) => {
    if (name === 'state') return [name, r.label(`invoice-state-${value}`)];
    if (name === 'stage') return [name, r.label(`stage-${value}`)];
    return [name, typeof value === 'number' ? String(value) : value];
  });
  return { number: '', deal: '1', ...Object.fromEntries(given) };
}
