/**
 * Signature of requests and notifications, lower-case hex (developer.tbank.ru/eacq/intro/developer/token):
 * SHA-256 of the values of all root members that are no objects, with `Password` among them, in the order
 * of their names. `Token` itself and nulls stay out.
 */
export async function tokenOf(fields: Readonly<Record<string, unknown>>, password: string): Promise<string> {
  const values = Object.entries({ ...fields, Password: password })
    .filter(([name, value]) => name !== 'Token' && value !== null && value !== undefined)
    .filter(([, value]) => typeof value !== 'object')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, value]) => String(value));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(values.join('')));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** True for the token that belongs to the fields. Takes the same time wherever the difference is. */
export async function isSigned(
  fields: Readonly<Record<string, unknown>>,
  password: string,
): Promise<boolean> {
  const given = fields.Token;
  if (typeof given !== 'string' || !/^[0-9a-f]{64}$/i.test(given)) return false;
  const [expected, theirs] = [await tokenOf(fields, password), given.toLowerCase()];
  let difference = 0;
  for (let at = 0; at < 64; at += 1) difference |= expected.charCodeAt(at) ^ theirs.charCodeAt(at);
  return difference === 0;
}
