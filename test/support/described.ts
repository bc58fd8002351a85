import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

interface Described {
  readonly responses: Record<string, { content?: Record<string, { schema: object }> }>;
}
interface Document {
  readonly paths: Record<string, Record<string, Described>>;
  readonly webhooks: { news: { post: { requestBody: { content: Record<string, { schema: object }> } } } };
  readonly components: object;
}

/** What is asked of a till, or of a part of one. */
export type Ask = (path: string, init?: RequestInit) => Promise<Response>;

/** Compares what a till answers with what it says of itself. */
export interface Contract {
  /** Asks, and checks status, type and every field of the answer against the description. */
  ask(path: string, init?: RequestInit): Promise<{ status: number; body: never }>;
  /** Checks what another system was told. */
  told(event: unknown): void;
  /** Calls that were answered well at least once: `GET /api/deals/{id}`. */
  readonly seen: ReadonlySet<string>;
  readonly all: readonly string[];
}

export async function contract(ask: Ask): Promise<Contract> {
  const document = (await (await ask('/openapi.json')).json()) as Document;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  ajv.addFormat('date-time', (text: string) => !Number.isNaN(Date.parse(text)) && text.includes('T'));
  const seen = new Set<string>();
  const check = (schema: object, value: unknown): void => {
    // A reference is resolved where the components are.
    const whole: ValidateFunction = ajv.compile({ ...schema, components: document.components });
    expect(whole(value) ? [] : whole.errors, JSON.stringify(value)).toEqual([]);
  };
  return {
    seen,
    all: Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    ),
    told: (event) => {
      const { requestBody } = document.webhooks.news.post;
      check(requestBody.content['application/json']?.schema ?? { not: {} }, event);
    },
    ask: async (path, init) => {
      const method = (init?.method ?? 'GET').toLowerCase();
      const [template, operation] = described(document, path.split('?')[0] ?? '', method);
      const response = await ask(path, init);
      const body: unknown = await response.json();
      const answer = operation.responses[response.status];
      expect(Object.keys(operation.responses), `${method} ${path}: ${JSON.stringify(body)}`).toContain(
        String(response.status),
      );
      const [[type = '', media] = []] = Object.entries(answer?.content ?? {});
      expect(response.headers.get('content-type')).toContain(type);
      check(media?.schema ?? { not: {} }, body);
      if (response.ok) seen.add(`${method.toUpperCase()} ${template}`);
      return { status: response.status, body: body as never };
    },
  };
}

function described(document: Document, path: string, method: string): [string, Described] {
  const found = Object.entries(document.paths).find(([template]) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  );
  const operation = found?.[1][method];
  if (!found || !operation) throw new Error(`${method} ${path} is not described`);
  return [found[0], operation];
}
