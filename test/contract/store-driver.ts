import { afterEach, beforeEach } from 'vitest';
import type { Store } from '../../domain/ports/store.ts';

/** A new empty store, and what the suite needs beside its port. */
export interface OpenedStore {
  readonly store: Store;
  /** Runs SQL behind the store's back; null where there is none. */
  readonly sql: ((text: string) => Promise<void>) | null;
  /** Closes the store and removes what it kept. */
  readonly drop: () => Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

/** Opens a store of its own for each test of the group, and gives it. */
export function eachWith(open: OpenStore): () => OpenedStore {
  let opened: OpenedStore | null = null;
  beforeEach(async () => {
    opened = await open();
  });
  afterEach(async () => {
    await opened?.drop();
    opened = null;
  });
  return () => {
    if (!opened) throw new Error('The store is open only inside a test');
    return opened;
  };
}
