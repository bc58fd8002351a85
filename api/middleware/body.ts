/** How many times the limit is read before the line is cut. */
const DRAINED = 8;

/**
 * Reads a body of at most `limit` bytes; null when it is larger, whatever its header says. Raw bytes:
 * signatures are made over them.
 */
export async function readBody(request: Request, limit: number): Promise<Uint8Array | null> {
  const told = Number(request.headers.get('content-length') ?? Number.NaN);
  if (told > limit * DRAINED) return null;
  // Most say how long they are, and HTTP holds them to it; read at once, a body needs no stream of its own.
  if (told <= limit) {
    const body = new Uint8Array(await request.arrayBuffer());
    return body.byteLength <= limit ? body : null;
  }
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size <= limit) chunks.push(value);
    else chunks.length = 0;
    // A sender that is cut off in the middle of a body never sees the answer: somewhat more is read and
    // dropped, so that it does.
    if (size > limit * DRAINED) {
      await reader.cancel();
      return null;
    }
  }
  if (size > limit) return null;
  return concatenated(chunks, size);
}

function concatenated(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const only = chunks[0];
  if (chunks.length === 1 && only) return only;
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
