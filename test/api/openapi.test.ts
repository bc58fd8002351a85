import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { openDesk } from '../support/desk.ts';

interface Answer {
  readonly content?: Record<string, { schema: object }>;
}
interface Described {
  readonly operationId: string;
  readonly parameters: readonly { name: string; in: string }[];
  readonly requestBody?: { content: Record<string, { schema: object }> };
  readonly responses: Record<string, Answer>;
}
interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, Described>>;
  readonly webhooks: { news: { post: Described } };
}

const desk = openDesk();
let document: Document;

beforeAll(async () => {
  document = (await (await desk.app.request('/openapi.json')).json()) as Document;
});

const operations = () =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

test('every call of the API is described, and nothing that there is not', () => {
  const served = desk.app.routes
    .filter(({ path, method }) => path.startsWith('/api/') && (method === 'GET' || method === 'POST'))
    .map(({ path, method }) => `${method} ${path.replaceAll(/:(\w+)(\{[^}]*\}+)?/g, '{$1}')}`);
  const described = operations().map(({ path, method }) => `${method.toUpperCase()} ${path}`);
  expect([...new Set(served)].sort()).toEqual(described.sort());
});

test('each has a name of its own, its parameters, and its problems', () => {
  const names = operations().map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { path, operation } of operations()) {
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(operation.parameters.filter(({ in: where }) => where === 'path').map(({ name }) => name)).toEqual(
      inPath,
    );
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['401', '429']));
  }
});

describe('schemas', () => {
  test('are JSON Schema that a validator takes, of everything that is sent and answered', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const all = [...operations().map(({ operation }) => operation), document.webhooks.news.post];
    const schemas = all.flatMap(({ requestBody, responses }) => [
      ...Object.values(requestBody?.content ?? {}),
      ...Object.values(responses).flatMap(({ content = {} }) => Object.values(content)),
    ]);
    expect(schemas.length).toBeGreaterThan(30);
    for (const { schema } of schemas) {
      if ('$ref' in schema) expect(schema).toEqual({ $ref: '#/components/schemas/Problem' });
      else expect(() => ajv.compile(schema)).not.toThrow();
    }
  });

  test('say that sums are text, and let answers grow', () => {
    const text = JSON.stringify(document);
    expect(text).not.toContain('"additionalProperties":false');
    expect(document.openapi).toBe('3.1.1');
  });
});

test('the page tells all of it, with nothing from elsewhere', async () => {
  const answer = await desk.app.request('/api');
  const html = await answer.text();
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  for (const { path, method, operation } of operations()) {
    expect(html).toContain(`${method.toUpperCase()} ${path}`);
    expect(html).toContain(`id="${operation.operationId}"`);
  }
  expect(html).toContain('items[].price');
  for (const [, address = ''] of html.matchAll(/(?:src|href)="([^"]*)"/g))
    expect(address).toMatch(/^(#|\/|data:)/);
  for (const [, style = ''] of html.matchAll(/stylesheet" href="([^"]*)"/g))
    expect((await desk.app.request(style)).status).toBe(200);
});
