import type { Running } from './process.ts';
import { API_KEY, until } from './process.ts';

export interface Bubble {
  readonly id: number;
  readonly from: 'bot' | 'person';
  readonly text: string;
  readonly edited: boolean;
  readonly media: { kind: string } | null;
  readonly buttons: readonly (readonly { text: string; url?: string; callback_data?: string }[])[];
}

interface Chat {
  readonly messages: readonly Bubble[];
  readonly keyboard: { rows: { text: string }[][] } | null;
}

/** One person's phone in the emulated messenger, used over HTTP as the playground uses it. */
export interface Phone {
  readonly id: number;
  start(payload?: string): Promise<void>;
  write(text: string, replyTo?: number): Promise<number>;
  act(name: string, body: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** Presses the newest button whose words or data contain `label`; gives the toast. */
  press(label: string): Promise<string | null>;
  /** The newest button whose words contain `label` and that opens an address. */
  link(label: string): Promise<string>;
  chat(): Promise<Chat>;
  /** Waits for a message of the bot that contains `words`, newer than `after`. */
  sees(words: string | RegExp, after?: number): Promise<Bubble>;
  last(): Promise<number>;
}

/** A question that was answered once is not meant by a later answer of the same name. */
const ANSWERS_ONCE = /^dlg:(ok|skip|use)/;
/** Buttons under a question carry its name: `dlg:skip:name` is pressed as `dlg:skip`. */
const OF_QUESTION = /^:(need|name)$/;

/** Hands somebody a phone with a messenger on it; in WhatsApp `id` is the number. */
export async function phone(
  till: Running,
  id: number,
  name: string,
  language = 'ru',
  messenger: 'telegram' | 'whatsapp' = 'telegram',
): Promise<Phone> {
  const base = `${till.url}/sandbox/${messenger}/control`;
  const call = async (path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(
      base + path,
      body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
    );
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return JSON.parse(text) as Record<string, unknown>;
  };
  await call('/people', { id, first_name: name, language_code: language });
  const chat = () => call(`/chats/${id}`) as unknown as Promise<Chat>;
  const act = (what: string, body: Record<string, unknown>) => call(`/chats/${id}/${what}`, body);
  const buttons = async () => {
    const { messages } = await chat();
    return messages
      .toReversed()
      .flatMap((bubble) => bubble.buttons.flat().map((button) => ({ bubble, button })));
  };
  const answered = new Set<string>();
  return {
    id,
    chat,
    act,
    start: async (payload) => void (await act('start', payload ? { payload } : {})),
    write: async (text, replyTo) => {
      const { messageId } = await act('text', { text, ...(replyTo ? { replyTo } : {}) });
      return messageId as number;
    },
    press: async (label) => {
      const { bubble, button } = await until(`a button "${label}"`, async () =>
        (await buttons()).find(
          ({ bubble: { id: message }, button: { text, callback_data: data } }) =>
            data &&
            !answered.has(`${message} ${data}`) &&
            (text.includes(label) ||
              data === label ||
              (OF_QUESTION.test(data.slice(label.length)) && data.startsWith(label))),
        ),
      );
      const { callback_data: data = '' } = button;
      if (ANSWERS_ONCE.test(data)) answered.add(`${bubble.id} ${data}`);
      const pressed = await act('press', { messageId: bubble.id, data });
      return (pressed.text as string | null) ?? null;
    },
    link: async (label) => {
      const { button } = await until(`a link "${label}"`, async () =>
        (await buttons()).find(
          ({ button: { text, url } }) => url?.includes(label) || (url && text.includes(label)),
        ),
      );
      return button.url as string;
    },
    sees: (words, after = 0) =>
      until(`${name} sees ${words}`, async () => {
        const fits = (text: string) => (typeof words === 'string' ? text.includes(words) : words.test(text));
        return (await chat()).messages.findLast(
          (each) => each.from === 'bot' && each.id > after && fits(each.text),
        );
      }).catch(async (error: Error) => {
        const { messages } = await chat();
        throw new Error(
          `${error.message}\n${messages
            .slice(-6)
            .map((each) => `${each.id} ${each.from}: ${each.text}`)
            .join('\n')}`,
        );
      }),
    last: async () => (await chat()).messages.at(-1)?.id ?? 0,
  };
}

/** `GET /api/deals/:id`. */
export async function deal(
  till: Running,
  id: number,
): Promise<Record<string, unknown> & { stage: string; invoices: Record<string, string>[] }> {
  const response = await fetch(`${till.url}/api/deals/${id}`, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  if (!response.ok) throw new Error(`deal ${id}: ${response.status}`);
  return response.json() as never;
}

/** Follows a pay link to the bank's page and presses a button there. Gives the pay page's address. */
export async function payAtBank(till: Running, link: string, what = 'pay', sum = ''): Promise<string> {
  const opened = await fetch(link.replace('localhost', '127.0.0.1'), {
    redirect: 'manual',
    headers: { 'user-agent': 'Mozilla/5.0 (iPhone)' },
  });
  const page = opened.headers.get('location')?.replace('localhost', '127.0.0.1');
  if (opened.status !== 303 || !page)
    throw new Error(`no payment was opened: ${opened.status} ${await opened.text()}`);
  const paid = await fetch(page, {
    method: 'POST',
    body: new URLSearchParams({ do: what, sum }),
    redirect: 'manual',
  });
  if (paid.status !== 303) throw new Error(`the bank refused: ${paid.status} ${await paid.text()}`);
  return new URL(paid.headers.get('location') ?? '', till.url).href;
}
