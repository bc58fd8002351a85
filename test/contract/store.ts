import { describe } from 'vitest';
import { booksContract } from './store-books.ts';
import { commitContract } from './store-commit.ts';
import type { OpenStore } from './store-driver.ts';
import { forgetContract } from './store-forget.ts';
import { moneyContract } from './store-money.ts';
import { outboxContract } from './store-outbox.ts';
import { peopleContract } from './store-people.ts';
import { queuesContract } from './store-queues.ts';
import { readsContract } from './store-reads.ts';

/** What every memory must do, whatever it keeps its rows in. `open` gives a new empty one. */
export function storeContract(name: string, open: OpenStore): void {
  describe(`store: ${name}`, () => {
    commitContract(open);
    readsContract(open);
    outboxContract(open);
    queuesContract(open);
    booksContract(open);
    moneyContract(open);
    forgetContract(open);
    peopleContract(open);
  });
}
