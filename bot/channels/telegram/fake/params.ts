import { badRequest } from './types.ts';

export interface Upload {
  readonly bytes: Uint8Array;
  readonly name: string;
  readonly mime: string;
}

/** Parameters of one call, however they were sent (Bot API, Making requests). */
export class Params {
  constructor(
    private readonly values: Readonly<Record<string, unknown>>,
    private readonly uploads: ReadonlyMap<string, Upload> = new Map(),
  ) {}

  text(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === null) return undefined;
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }

  int(name: string): number | undefined {
    const value = this.text(name);
    return value !== undefined && /^-?\d+$/.test(value) ? Number(value) : undefined;
  }

  flag(name: string): boolean {
    return /^(true|1|yes)$/i.test(this.text(name) ?? '');
  }

  /** An object or list: as it is in a JSON body, as JSON text in a form. */
  json(name: string): unknown {
    const value = this.values[name];
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    try {
      return JSON.parse(value);
    } catch {
      throw badRequest(`can't parse ${name.replaceAll('_', ' ')} JSON object`);
    }
  }

  /** A file sent with the call: in the field itself, or beside it and named by `attach://`. */
  upload(reference: string): Upload | undefined {
    return this.uploads.get(reference.replace(/^attach:\/\//, ''));
  }
}

/** Reads query, JSON, urlencoded and multipart; what is no JSON or no form gives no parameters. */
export async function readParams(request: Request): Promise<Params> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  if (request.method !== 'POST') return new Params(query);
  const type = request.headers.get('content-type') ?? '';
  const body = new Uint8Array(await request.arrayBuffer());
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary) return readMultipart(body, boundary, query);
  const text = new TextDecoder().decode(body);
  if (type.includes('json')) return new Params({ ...query, ...readObject(text) });
  return new Params({ ...query, ...Object.fromEntries(new URLSearchParams(text)) });
}

function readObject(text: string): Record<string, unknown> {
  if (!text.trim()) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw badRequest("can't parse JSON object");
  }
}

/**
 * Multipart by hand: clients of the Bot API write file names without quotes and end without a line
 * break, which Telegram takes and the platform's form parser does not.
 */
function readMultipart(body: Uint8Array, boundary: string, query: Record<string, string>): Params {
  const values: Record<string, unknown> = { ...query };
  const uploads = new Map<string, Upload>();
  // Latin-1 keeps one character per byte, so positions in the text are positions in the bytes.
  const text = new TextDecoder('latin1').decode(body);
  for (const section of sections(text, `--${boundary}`)) {
    const headEnd = text.indexOf('\r\n\r\n', section.from);
    if (headEnd < 0 || headEnd > section.to) continue;
    const head = new TextDecoder().decode(body.slice(section.from, headEnd));
    const name = /;\s*name="?([^";\r\n]+)"?/i.exec(head)?.[1];
    if (!name) continue;
    const bytes = body.slice(headEnd + 4, section.to);
    const file = /;\s*filename="?([^";\r\n]*)"?/i.exec(head)?.[1];
    if (file === undefined) values[name] = new TextDecoder().decode(bytes);
    else {
      const mime = /content-type:\s*([^\s;]+)/i.exec(head)?.[1] ?? 'application/octet-stream';
      uploads.set(name, { bytes, name: file, mime });
      values[name] ??= `attach://${name}`;
    }
  }
  return new Params(values, uploads);
}

function* sections(text: string, mark: string): Generator<{ from: number; to: number }> {
  let at = text.indexOf(mark);
  while (at >= 0) {
    const from = at + mark.length + 2;
    const next = text.indexOf(`\r\n${mark}`, from - 2);
    if (next < 0) return;
    yield { from, to: next };
    at = next + 2;
  }
}
