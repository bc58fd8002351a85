import { type Bubble, deal, type Phone, phone } from './phone.ts';
import { folder, type Running, start, until } from './process.ts';

/** An invoice as its customer has it. */
export interface Bill {
  readonly number: string;
  /** Its pay page. */
  readonly page: string;
  /** The message with the invoice in the customer's chat. */
  readonly bubble: Bubble;
}

/** A running till with its owner Anna, and the steps that most stories begin with. */
export interface Shop {
  readonly till: Running;
  readonly anna: Phone;
  readonly path: string;
  person(id: number, name: string, language?: string): Promise<Phone>;
  /** Somebody writes for the first time and skips the questions. Gives the deal's number. */
  order(customer: Phone, words: string): Promise<number>;
  /** Anna, or somebody else of staff, issues an invoice of one line. */
  bill(customer: Phone, dealId: number, sum: string, title: string, by?: Phone): Promise<Bill>;
  /** Anna invites; the person opens the link and is staff. */
  hire(person: Phone, role: 'owner' | 'manager' | 'viewer'): Promise<void>;
  /** A one-time link of Anna's as what `/start` is given. */
  invite(role: 'owner' | 'manager' | 'viewer'): Promise<string>;
  /** Waits until the deal is in a stage. */
  stage(dealId: number, stage: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a shop of its own: a process, a folder, an owner who has said hello. */
export async function openShop(env: Record<string, string> = {}): Promise<Shop> {
  const at = folder();
  const till = await start(at.path, env);
  const anna = await phone(till, 1001, 'Анна');
  await anna.start();
  await anna.sees('/team');
  const person: Shop['person'] = (id, name, language) => phone(till, id, name, language);
  const invite: Shop['invite'] = async (role) => {
    const before = await anna.last();
    await anna.write('/team');
    await anna.press(`invite:${role}`);
    const { text } = await anna.sees('start=join_', before);
    return /start=(join_[\w-]+)/.exec(text)?.[1] ?? '';
  };
  return {
    till,
    anna,
    path: at.path,
    person,
    invite,
    hire: async (someone, role) => {
      await someone.start(await invite(role));
      await someone.sees('Добро пожаловать');
    },
    order: async (customer, words) => {
      await customer.write(words);
      const card = await anna.sees(new RegExp(`Новая сделка[^]*${words}`));
      const id = Number(/№(\d+)/.exec(card.text)?.[1]);
      await customer.press('dlg:skip');
      await customer.act('key', { text: (await keys(customer)).at(-1) });
      await customer.sees(/менеджер ответит здесь|manager will/);
      return id;
    },
    bill: async (customer, dealId, sum, title, by = anna) => {
      const [before, seen] = [await by.last(), await customer.last()];
      await by.write(`/invoice ${dealId} ${sum} ${title}`);
      await by.sees(title, before);
      await by.press('dlg:ok');
      const bubble = await customer.sees(title, seen);
      const page = await customer.link('/pay/');
      const number = /№([\w-]+)/.exec(bubble.text)?.[1] ?? '';
      return {
        number,
        page: page.replace(/(\/pay\/[\w-]+).*/, '$1').replace('localhost', '127.0.0.1'),
        bubble,
      };
    },
    stage: async (dealId, stage) => {
      let last = '';
      await until(`deal ${dealId} is ${stage}`, async () => {
        last = (await deal(till, dealId)).stage;
        return last === stage;
      }).catch((error: Error) => {
        throw new Error(`${error.message}; it is ${last}`);
      });
    },
    close: async () => {
      await till.stop();
      at.clean();
    },
  };
}

/** Labels of the keyboard in the input field. */
async function keys(person: Phone): Promise<string[]> {
  const rows = await until('a keyboard', async () => (await person.chat()).keyboard?.rows);
  return rows.flat().map((key) => key.text);
}
