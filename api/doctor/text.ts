import type { CheckLevel, CheckLine } from '../../domain/ports/doctor.ts';
import type { Texts } from '../../domain/ports/texts.ts';

const MARKS: Readonly<Record<CheckLevel, string>> = { ok: 'OK  ', warn: 'WARN', fail: 'FAIL' };

/** A check-up for a terminal: a line each, and below what failed what to do. */
export function checkupText(
  found: readonly CheckLine[],
  texts: Texts,
  { locale, timeZone }: { readonly locale: string; readonly timeZone: string },
): string {
  const say = (key: string, values?: CheckLine['args']) => texts.plain(locale, key, values);
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone });
  return found
    .map(({ level, code, args }) => {
      const { at, kinds, kind } = args;
      const values = {
        ...args,
        ...(typeof at === 'number' && { at: moment.format(at) }),
        ...(Array.isArray(kinds) && { kinds: kinds.map((each) => say(`kind-${each}`)).join(', ') }),
        ...(typeof kind === 'string' && { kind: say(`kind-${kind}`) }),
      };
      const words = `${MARKS[level]}  ${say(`doctor-${code}`, values)}`;
      return level === 'ok' ? words : `${words}\n      → ${say(`doctor-${code}-next`, values)}`;
    })
    .join('\n');
}
