import type { Failure } from '../../../domain/result.ts';

type Rule = Pick<Failure, 'category' | 'retryable' | 'retryAfterMs'> & { readonly words: string };

const MINUTE = 60_000;

const no = (category: Failure['category'], words: string): Rule => ({ category, retryable: false, words });
const later = (category: Failure['category'], retryAfterMs: number, words: string): Rule => ({
  category,
  retryable: true,
  retryAfterMs,
  words,
});
/** Whoever runs the till can put it right, so the messages wait for that. */
const auth = (words: string) => later('auth', 10 * MINUTE, words);
const setUp = (words: string) => later('refused', 15 * MINUTE, words);
/** Trouble on Meta's side: the outbox waits as it does by itself. */
const away: Rule = { category: 'unavailable', retryable: true, words: 'trouble at WhatsApp' };

/** Outside 24 hours since the person wrote: only an approved template gets through. */
export const WINDOW_CLOSED = '131047';

/**
 * Codes of the Cloud API and what they mean for us (the project's reference on WhatsApp, part 6). The same codes come in
 * answers and, later, in statuses. The words are ours, so that nothing of what people wrote gets into a log.
 */
const RULES: Readonly<Record<number, Rule>> = {
  0: auth('the access token is not valid'),
  190: auth('the access token has expired or is not valid'),
  3: auth('the app lacks the permission'),
  10: auth('the app lacks the permission'),
  4: later('rate_limited', MINUTE, 'the limit of calls of the app is used up'),
  80007: later('rate_limited', MINUTE, 'the limit of calls of the business account is used up'),
  130429: later('rate_limited', 5_000, 'the number sends too many messages a second'),
  131048: later(
    'rate_limited',
    60 * MINUTE,
    'the number is held back because people complained: see its quality',
  ),
  131056: later('rate_limited', 6_000, 'too many messages to this person at once'),
  33: no('invalid', 'a parameter is wrong'),
  100: no('invalid', 'a parameter is wrong'),
  131008: no('invalid', 'a parameter is missing'),
  131009: no('invalid', 'a value of a parameter is wrong'),
  131021: no('invalid', 'the sender would write to itself'),
  131026: no('unreachable', 'can not be delivered: not on WhatsApp, or an old version'),
  131050: no('unreachable', 'the person has stopped messages of this business'),
  130472: no('refused', 'WhatsApp holds the message back as part of an experiment'),
  131047: no('refused', 'the person has not written for 24 hours'),
  131049: no('refused', 'WhatsApp chose not to deliver it: too many messages of businesses'),
  131051: no('invalid', 'the type of message is not supported'),
  131052: no('invalid', 'the file could not be downloaded'),
  131053: no('invalid', 'the file could not be uploaded'),
  131000: away,
  131016: away,
  131057: away,
  133004: away,
  133005: away,
  131037: setUp('the display name of the number is not approved'),
  131042: setUp('the business account lacks a way to pay'),
  131045: setUp('the number is not registered'),
  133000: setUp('an earlier registration of the number is not finished'),
  133006: setUp('the number must be verified first'),
  133008: setUp('too many wrong codes for the number'),
  133009: setUp('the code for the number came too quickly'),
  133010: setUp('the number is not registered'),
  133015: setUp('the number was deleted a moment ago'),
  133016: setUp('the number was registered too often'),
  132000: no('refused', 'template: the number of its values is another one'),
  132001: no('refused', 'template: it does not exist in this language, or is not approved'),
  132005: no('refused', 'template: the text with its values is too long'),
  132007: no('refused', 'template: its content breaks a policy'),
  132012: no('refused', 'template: a value has another format'),
  132015: no('refused', 'template: it is paused because of its quality'),
  132016: no('refused', 'template: it is disabled because of its quality'),
  132068: no('invalid', 'the flow is blocked'),
  132069: later('rate_limited', MINUTE, 'the flow is slowed down'),
  368: no('refused', 'the account is blocked for breaking a policy'),
  130497: no('refused', 'the business may not write to people in that country'),
  131031: no('refused', 'the account is locked'),
};

/** Puts an error of the Cloud API into the port's words; a code that nobody listed is judged by its HTTP status. */
export function failureOf(code: number | null, status: number, retryAfterMs?: number): Failure {
  const { words: message, ...rule } = ruleFor(code, status);
  const wait = rule.retryable ? (retryAfterMs ?? rule.retryAfterMs) : undefined;
  return {
    ok: false,
    category: rule.category,
    retryable: rule.retryable,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    code: String(code ?? status),
    message,
  };
}

function ruleFor(code: number | null, status: number): Rule {
  const known = code === null ? undefined : RULES[code];
  if (known) return known;
  if (code !== null && code >= 200 && code <= 299) return auth('the app lacks the permission');
  if (status === 401 || status === 403) return auth('the access token is not accepted');
  if (status === 429) return later('rate_limited', MINUTE, 'too many calls');
  if (status >= 500) return away;
  return no('invalid', 'WhatsApp refused it');
}

/** A failure of ours, before anything was sent. */
export function refusal(category: Failure['category'], code: string, message: string): Failure {
  return { ok: false, category, retryable: false, code, message };
}
