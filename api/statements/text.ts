/** Largest statement that is read, bytes. */
export const LARGEST = 10 * 1024 * 1024;

/** First line of the text form of 1C (standard of exchange, 1.03). */
export const ONE_C = '1CClientBankExchange';

/**
 * A statement's bytes as text. A byte-order mark decides; else what is good UTF-8 is that, whatever the file says
 * of itself, and anything else is windows-1251, or cp866 where a file of 1C names DOS. A text always comes of it.
 */
export function textOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // `Кодировка=DOS` has its key in cp866 too, and its value in letters that all encodings share.
    const head = new TextDecoder('windows-1251').decode(bytes.subarray(0, 500));
    const isDos = head.startsWith(ONE_C) && /=DOS\r?\n/.test(head);
    return new TextDecoder(isDos ? 'ibm866' : 'windows-1251').decode(bytes);
  }
}
