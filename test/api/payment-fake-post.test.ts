import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FakeSettings } from '../../api/payments/fake-hands.ts';
import { createPost, type PostHabits } from '../../api/payments/fake-post.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const ok = async () => new Response(null, { status: 200 });

/** A post whose letters are texts, and the texts as they left, in order. */
function stand(
  answer: (text: string) => Promise<Response>,
  habits: Partial<PostHabits<string>> = {},
  settings: Partial<FakeSettings> = {},
) {
  const left: string[] = [];
  const carry: typeof fetch = (_url, init) => {
    const text = String(init?.body);
    left.push(text);
    init?.signal?.throwIfAborted();
    return answer(text);
  };
  const post = createPost<string>(
    { publicRoot: '', fetch: carry, ...settings },
    {
      seal: (body) => ({ url: 'https://shop.example.com', body }),
      taken: (response) => response.ok,
      pauses: [1_000, 5_000],
      timeoutMs: 15_000,
      ...habits,
    },
  );
  return { post, left };
}

/** Sealing takes any time: the first the longest. */
const slowly = (pauses: number[]) => async (body: string) => {
  await sleep(pauses.shift() ?? 0);
  return { url: 'https://shop.example.com', body };
};

const LETTERS = ['a', 'b', 'c', 'd'];

describe('the postman of the fakes', () => {
  test('letters leave in the order in which they were handed in, however long each takes to seal', async () => {
    const { post, left } = stand(ok, { seal: slowly([30, 0, 20, 5]) });
    for (const letter of LETTERS) post.send(letter);
    await vi.advanceTimersByTimeAsync(100);
    expect(left).toEqual(LETTERS);
  });

  test('whoever is slow to answer holds up nobody else', async () => {
    const { post, left } = stand((text) => (text === 'a' ? new Promise(() => undefined) : ok()));
    for (const letter of LETTERS) post.send(letter);
    await vi.advanceTimersByTimeAsync(0);
    expect(left).toEqual(LETTERS);
  });

  test('a letter that can’t be sealed or carried holds up nobody else, and is tried again', async () => {
    let broken = true;
    const seal = (body: string) => {
      if (body === 'b' && broken) throw new Error('no key');
      return { url: 'https://shop.example.com', body };
    };
    const { post, left } = stand((text) => (text === 'c' && broken ? Promise.reject(new Error()) : ok()), {
      seal,
    });
    for (const letter of LETTERS) post.send(letter);
    await post.idle();
    expect(left).toEqual(['a', 'c', 'd']);
    broken = false;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toEqual(['a', 'c', 'd', 'b', 'c']);
  });

  test('what is not taken is sealed anew after each pause, times the pace, and given up after the last', async () => {
    let seals = 0;
    const seal = (body: string) => ({ url: 'https://shop.example.com', body: `${body}${++seals}` });
    const refusing = async () => new Response('no', { status: 500 });
    const { post, left } = stand(refusing, { seal }, { pace: 0.5 });
    post.send('a');
    await vi.advanceTimersByTimeAsync(499);
    expect(left).toEqual(['a1']);
    await vi.advanceTimersByTimeAsync(1);
    expect(left).toEqual(['a1', 'a2']);
    await vi.advanceTimersByTimeAsync(1_000_000);
    expect(left).toEqual(['a1', 'a2', 'a3']);
  });

  test('what is sent once only is not tried again', async () => {
    const { post, left } = stand(async () => new Response(null, { status: 500 }), {
      once: (letter) => letter === 'a',
    });
    post.send('a');
    post.send('b');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(left).toEqual(['a', 'b', 'b']);
  });

  test('copies follow each other, and leave out of order only for who asks for it', async () => {
    const tidy = stand(ok, {}, { copies: 2 });
    for (const letter of ['a', 'b']) tidy.post.send(letter);
    await tidy.post.idle();
    expect(tidy.left).toEqual(['a', 'a', 'b', 'b']);

    const chances = [0.9, 0, 0.5, 0.1];
    vi.spyOn(Math, 'random').mockImplementation(() => chances.shift() ?? 0);
    const untidy = stand(ok, {}, { jitterMs: 1_000 });
    for (const letter of LETTERS) untidy.post.send(letter);
    await vi.advanceTimersByTimeAsync(1_000);
    vi.mocked(Math.random).mockRestore();
    expect(untidy.left).toEqual(['b', 'd', 'c', 'a']);
  });

  test('it is idle when all answers are in, whatever waits for another try', async () => {
    const answers: ((response: Response) => void)[] = [];
    const { post } = stand(() => new Promise((resolve) => void answers.push(resolve)));
    let idle = false;
    post.send('a');
    const waiting = post.idle().then(() => {
      idle = true;
    });
    await vi.advanceTimersByTimeAsync(10);
    expect(idle).toBe(false);
    answers[0]?.(new Response(null, { status: 500 }));
    await waiting;
    expect(vi.getTimerCount()).toBe(1);
  });

  test('a closed post sends nothing more and leaves no timer', async () => {
    const { post, left } = stand(async () => new Response(null, { status: 500 }));
    post.send('a');
    await post.idle();
    post.close();
    expect(vi.getTimerCount()).toBe(0);
    post.send('b');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(left).toEqual(['a']);
  });
});
