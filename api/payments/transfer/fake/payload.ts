/** What a bank's application reads out of a QR by GOST R 56042-2014; null for another text. */
export function readPayload(text: string): ReadonlyMap<string, string> | null {
  const match = /^ST0001[123](.)(.+)$/su.exec(text);
  const [, separator = '', body = ''] = match ?? [];
  if (!match) return null;
  const pairs = body.split(separator).flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=');
    return at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)]] : [];
  });
  const read = new Map(pairs);
  const required = ['Name', 'PersonalAcc', 'BankName', 'BIC', 'CorrespAcc'];
  // The standard wants these first and in this order.
  return required.every((key, index) => pairs[index]?.[0] === key) ? read : null;
}
