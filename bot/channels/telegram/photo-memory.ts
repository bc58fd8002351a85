/** Which picture a message shows, so that an edit uploads it again only when it is another one. */
export interface PhotoMemory {
  keep(address: string, ref: string, bytes: Uint8Array): Promise<void>;
  /** False also for messages that this process did not send. */
  shows(address: string, ref: string, bytes: Uint8Array): Promise<boolean>;
}

const MAX_ENTRIES = 500;

export function createPhotoMemory(): PhotoMemory {
  const hashes = new Map<string, string>();
  return {
    async keep(address, ref, bytes) {
      hashes.set(`${address}:${ref}`, await hash(bytes));
      const oldest = hashes.keys().next();
      if (hashes.size > MAX_ENTRIES && !oldest.done) hashes.delete(oldest.value);
    },
    async shows(address, ref, bytes) {
      return hashes.get(`${address}:${ref}`) === (await hash(bytes));
    },
  };
}

async function hash(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(bytes));
  return new Uint8Array(digest).join();
}
