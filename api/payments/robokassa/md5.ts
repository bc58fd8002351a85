/** RFC 1321, 3.4: how far each step of a round turns, four by four. */
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
/** RFC 1321, 3.4: floor(2^32 × |sin(i + 1)|). */
const SINES = Array.from({ length: 64 }, (_, i) => Math.floor(2 ** 32 * Math.abs(Math.sin(i + 1))));

type State = [number, number, number, number];

/**
 * MD5 of bytes (RFC 1321). It is Robokassa's default, and no runtime's WebCrypto must offer it. It is broken
 * for texts that an attacker chooses whole: SHA-256 can be chosen at both ends.
 */
export function md5(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const words = padded(bytes);
  const state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let at = 0; at < words.byteLength; at += 64) mix(state, words, at);
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((word, index) => {
    digest.setUint32(index * 4, word, true);
  });
  return new Uint8Array(digest.buffer);
}

/** The bytes, a one bit, zeroes, and the length in bits: whole blocks of 64 bytes. */
function padded(bytes: Uint8Array): DataView {
  const blocks = Math.ceil((bytes.length + 9) / 64);
  const whole = new Uint8Array(blocks * 64);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setBigUint64(whole.length - 8, BigInt(bytes.length) * 8n, true);
  return view;
}

function mix(state: State, words: DataView, at: number): void {
  let [a, b, c, d] = state;
  for (let step = 0; step < 64; step += 1) {
    const [mixed, word] = round(step, b, c, d);
    const sum = (a + mixed + SINES[step]! + words.getUint32(at + word * 4, true)) | 0;
    const turn = TURNS[step >> 4]![step % 4]!;
    [a, d, c, b] = [d, c, b, (b + ((sum << turn) | (sum >>> (32 - turn)))) | 0];
  }
  [a, b, c, d].forEach((word, index) => {
    state[index] = (state[index]! + word) | 0;
  });
}

/** The round's function of three words, and which word of the block goes in. */
function round(step: number, b: number, c: number, d: number): readonly [number, number] {
  if (step < 16) return [(b & c) | (~b & d), step];
  if (step < 32) return [(d & b) | (~d & c), (5 * step + 1) % 16];
  if (step < 48) return [b ^ c ^ d, (3 * step + 5) % 16];
  return [c ^ (b | ~d), (7 * step) % 16];
}
