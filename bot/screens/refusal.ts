import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Refusal } from '../../domain/result.ts';
import { type Reader, readerOf, type Values, type Viewer } from './reader.ts';

/** Longest word of a pressed button (Telegram Bot API, `answerCallbackQuery`). */
const TOAST = 200;

/** What happened, what is safe, what to do: `refusal-<code>`. */
export function refusedTo(turn: Viewer, refusal: Refusal): Outgoing {
  const r = readerOf(turn);
  return { text: r.say(`refusal-${refusal.code}`, refusalValues(r, refusal)) };
}

/** The same as the short word of a pressed button. */
export function refusalToast(turn: Viewer, refusal: Refusal): string {
  const r = readerOf(turn);
  const words = r.label(`refusal-${refusal.code}`, refusalValues(r, refusal));
  return words.length > TOAST ? `${words.slice(0, TOAST - 1).trimEnd()}…` : words;
}

/** The refusal's values as words: states by their names, and numbers as they are typed. */
export function refusalValues(r: Reader, { args = {} }: Refusal): Values {
  const given = Object.entries(args).map(([name, value]) => {
    if (name === 'state') return [name, r.label(`invoice-state-${value}`)];
    if (name === 'stage') return [name, r.label(`stage-${value}`)];
    return [name, typeof value === 'number' ? String(value) : value];
  });
  return { deal: '1', ...Object.fromEntries(given) };
}
