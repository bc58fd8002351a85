/** IPv4 blocks that are nobody's on the internet (RFC 6890, special-purpose registry): address and prefix length. */
const SPECIAL: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
];

/**
 * True for a host that is on the internet: a name with a dot that is no local one, or an address outside of the
 * special blocks. What a name leads to is another question, see `createOutgoing`.
 */
export function isPublicAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (bare.includes(':')) return isPublicV6(bare);
  const v4 = numberOf(bare);
  if (v4 !== null) return isPublicV4(v4);
  return bare.includes('.') && !/(^|\.)(localhost|local|internal|home\.arpa|lan)\.?$/.test(bare);
}

function numberOf(address: string): number | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address)?.slice(1).map(Number);
  if (!parts || parts.some((part) => part > 255)) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}

function isPublicV4(address: number): boolean {
  return SPECIAL.every(([block, length]) => {
    const size = 2 ** (32 - length);
    return Math.floor(address / size) !== Math.floor((numberOf(block) ?? 0) / size);
  });
}

/** Only 2000::/3 is given out (RFC 4291, 2.4); what carries an IPv4 address inside is as that one is. */
function isPublicV6(address: string): boolean {
  const inside = /(\d{1,3}(?:\.\d{1,3}){3})$/.exec(address)?.[1];
  if (inside) return isPublicAddress(inside);
  const first = Number.parseInt(address.split(':')[0] || '0', 16);
  // 2002::/16 (6to4) and 2001:0::/32 (Teredo) carry an IPv4 address in hexadecimal.
  return first >= 0x2000 && first < 0x4000 && first !== 0x2002 && !/^2001:(0{0,4}):/.test(address);
}
