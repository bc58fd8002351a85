import { invalid, type ShopState } from './state.ts';

/** The first answer to a key, again and again. @throws ShopError 400 for another request under it */
export function once<T>(answers: ShopState['answers'], key: string, body: unknown, make: () => T): T {
  const request = JSON.stringify(body);
  const before = answers.get(key);
  if (before && before.request !== request) throw invalid('Idempotence key duplicated', 'Idempotence-Key');
  if (before) return JSON.parse(before.answer) as T;
  const answer = JSON.stringify(make());
  answers.set(key, { request, answer });
  return JSON.parse(answer) as T;
}
