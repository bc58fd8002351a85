/**
 * The attack on hashes of "secret, then text": whoever knows the hash of a text of known length goes on
 * hashing behind it, without the secret. Gives what stands between (`padding`) and the hash of the whole.
 */
export interface Extension {
  readonly padding: Uint8Array;
  readonly digest: Uint8Array;
}

interface Hash {
  readonly littleEndian: boolean;
  /** Mixes a block of 64 bytes into the words of the state. */
  mix(state: Uint32Array, block: DataView): void;
}

/** @param length how many bytes were hashed. */
export function extend(
  hash: 'md5' | 'sha256',
  digest: Uint8Array,
  length: number,
  more: Uint8Array,
): Extension {
  const { littleEndian, mix } = HASHES[hash];
  const padding = paddingOf(length, littleEndian);
  const state = new Uint32Array(digest.length / 4);
  const view = new DataView(digest.slice().buffer);
  for (let word = 0; word < state.length; word++) state[word] = view.getUint32(word * 4, littleEndian);
  const whole = length + padding.length + more.length;
  const rest = new Uint8Array([...more, ...paddingOf(whole, littleEndian)]);
  for (let at = 0; at < rest.length; at += 64) mix(state, new DataView(rest.buffer, at, 64));
  const out = new DataView(new ArrayBuffer(digest.length));
  for (const [word, value] of state.entries()) out.setUint32(word * 4, value, littleEndian);
  return { padding, digest: new Uint8Array(out.buffer) };
}

/** A one bit, zeros, and the length in bits, up to a whole block (RFC 1321, 3.1; FIPS 180-4, 5.1). */
function paddingOf(length: number, littleEndian: boolean): Uint8Array {
  const size = 64 - ((length + 8) % 64);
  const bytes = new Uint8Array(size + 8);
  bytes[0] = 0x80;
  new DataView(bytes.buffer).setBigUint64(size, BigInt(length) * 8n, littleEndian);
  return bytes;
}

const turn = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

const SINES = Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))));
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;

/** RFC 1321, 3.4. */
function mixMd5(state: Uint32Array, block: DataView): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round] as number;
    const word = [step, 5 * step + 1, 3 * step + 5, 7 * step][round] as number;
    const sum = (a + mixed + (SINES[step] as number) + block.getUint32((word % 16) * 4, true)) | 0;
    [a, d, c, b] = [d, c, b, (b + turn(sum, (TURNS[round] as readonly number[])[step % 4] as number)) | 0];
  }
  for (const [word, value] of [a, b, c, d].entries()) state[word] = (state[word] as number) + value;
}

/** The first 32 bits of the fractions of the roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROOTS = Array.from(primes(64), (prime) => Math.floor((Math.cbrt(prime) % 1) * 2 ** 32));

function primes(many: number): number[] {
  const found: number[] = [];
  for (let next = 2; found.length < many; next++)
    if (found.every((prime) => next % prime !== 0)) found.push(next);
  return found;
}

/** FIPS 180-4, 6.2. */
function mixSha256(state: Uint32Array, block: DataView): void {
  const words = Array.from({ length: 16 }, (_, word) => block.getUint32(word * 4));
  for (let word = 16; word < 64; word++) {
    const [early = 0, late = 0] = [words[word - 15], words[word - 2]];
    const first = turn(early, 25) ^ turn(early, 14) ^ (early >>> 3);
    const second = turn(late, 15) ^ turn(late, 13) ^ (late >>> 10);
    words.push(((words[word - 16] as number) + first + (words[word - 7] as number) + second) | 0);
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let step = 0; step < 64; step++) {
    const choice = (turn(e, 26) ^ turn(e, 21) ^ turn(e, 7)) + ((e & f) ^ (~e & g));
    const one = (h + choice + (ROOTS[step] as number) + (words[step] as number)) | 0;
    const two = ((turn(a, 30) ^ turn(a, 19) ^ turn(a, 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [word, value] of [a, b, c, d, e, f, g, h].entries())
    state[word] = (state[word] as number) + value;
}

const HASHES: Readonly<Record<'md5' | 'sha256', Hash>> = {
  md5: { littleEndian: true, mix: mixMd5 },
  sha256: { littleEndian: false, mix: mixSha256 },
};
