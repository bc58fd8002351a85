/** A block of addresses: `bits` leading bits are fixed. */
export interface Network {
  readonly bytes: readonly number[];
  readonly bits: number;
}

/**
 * Reads `185.71.76.0/27` or `2a02:5180::/32`.
 * @throws RangeError for anything else: networks are written by us.
 */
export function parseNetwork(text: string): Network {
  const [address = '', bits = ''] = text.split('/');
  const bytes = bytesOf(address);
  if (!bytes || !/^\d{1,3}$/.test(bits) || Number(bits) > bytes.length * 8) throw new RangeError(text);
  return { bytes, bits: Number(bits) };
}

/** False also for what is no address. An IPv4 address may come as IPv6: `::ffff:185.71.76.1`. */
export function isIn(address: string, { bytes, bits }: Network): boolean {
  const candidate = bytesOf(address.trim());
  if (candidate?.length !== bytes.length) return false;
  return bytes.every((byte, index) => {
    const fixed = Math.min(Math.max(bits - index * 8, 0), 8);
    const mask = (0xff << (8 - fixed)) & 0xff;
    return (byte & mask) === ((candidate[index] ?? 0) & mask);
  });
}

function bytesOf(address: string): number[] | null {
  return address.includes(':') ? six(address) : four(address);
}

function four(address: string): number[] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  const bytes = match?.slice(1).map(Number);
  return bytes?.every((byte) => byte <= 255) ? bytes : null;
}

/** RFC 4291, 2.2; with 2.5.5.2 the mapped IPv4 address is read as what it is. */
function six(address: string): number[] | null {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return four(mapped);
  const halves = address.split('::');
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return null;
  const groups = [...head, ...Array<string>(missing).fill('0'), ...tail];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  const bytes = groups.flatMap((group) => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  const isMapped = bytes.slice(0, 12).every((byte, index) => byte === (index < 10 ? 0 : 0xff));
  return isMapped ? bytes.slice(12) : bytes;
}
