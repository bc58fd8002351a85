import { z } from 'zod';
import { outgoingBodySchema } from '../outgoing/schema.ts';
import { VERSION } from '../version.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { problemSchema } from './schemas.ts';

type Json = Readonly<Record<string, unknown>>;

/** JSON Schema 2020-12, as OpenAPI 3.1 has it. `input`: what may be sent, `output`: what comes. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...plain } = z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
  return open(plain) as Json;
}

/** Fields may be added to answers: nobody should refuse those that they do not know. */
function open(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(
    ([name, each]) => !(name === 'additionalProperties' && each === false),
  );
  return Object.fromEntries(entries.map(([name, each]) => [name, open(each)]));
}

/** The API as OpenAPI 3.1 (spec.openapis.org): made from the schemas that its bodies are checked by. */
export function openApiDocument(publicUrl: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const operation of OPERATIONS) {
    const { path, method } = operation;
    paths[path] = { ...paths[path], [method]: operationJson(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Tillbot',
      version: VERSION,
      description:
        'Requests, orders, deals and their money. Sums are decimal text, moments ISO 8601. Errors are problem details (RFC 9457).',
    },
    servers: [{ url: publicUrl }],
    tags: [...new Set(OPERATIONS.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    webhooks: { news: webhookJson() },
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'One of API_KEYS' },
      },
      schemas: { Problem: schemaOf(problemSchema, 'output') },
    },
  };
}

const ALWAYS = {
  401: 'No key, or a wrong one',
  429: 'Too many; `Retry-After` says when',
  503: 'Something failed here; nothing was half done, and the same may be sent again',
};

function operationJson(operation: Operation): Json {
  const { tag, summary, description, door, body, answer, problems } = operation;
  const all = { ...problems, ...ALWAYS };
  return {
    operationId: idOf(operation),
    tags: [tag],
    summary,
    ...(description ? { description } : {}),
    // An empty requirement is "or none".
    security: door === 'key' ? [{ key: [] }] : [{ key: [] }, {}],
    parameters: parametersOf(operation),
    ...(body
      ? {
          requestBody: {
            required: true,
            content: { [body.type]: { schema: schemaOf(body.schema, 'input') } },
          },
        }
      : {}),
    responses: {
      [answer.status]: {
        description: answer.says,
        content: { 'application/json': { schema: schemaOf(answer.schema, 'output') } },
      },
      ...Object.fromEntries(
        Object.entries(all).map(([status, says]) => [
          status,
          {
            description: says,
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

/** `postApiLeads`: for whoever makes a client of it. */
function idOf({ method, path }: Operation): string {
  const words = path.split(/[^A-Za-z]+/).filter(Boolean);
  return method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

const IN_PATH: Readonly<Record<string, Json>> = {
  id: { description: 'Number of the deal', schema: { type: 'integer', minimum: 1 } },
  source: { description: 'As the list gives it', schema: { type: 'string' } },
  key: { description: 'As the list gives it, percent-encoded', schema: { type: 'string' } },
};

function parametersOf({ path, query, once }: Operation): Json[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    ...IN_PATH[name],
  }));
  const fields = query ? (schemaOf(query, 'input') as { properties: Json; required?: string[] }) : null;
  const inQuery = Object.entries(fields?.properties ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: fields?.required?.includes(name) ?? false,
    schema,
  }));
  const header = {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description: 'The same key and body again are answered as before; another body is 422',
    schema: { type: 'string', maxLength: 255 },
  };
  return [...inPath, ...inQuery, ...(once ? [header] : [])];
}

function webhookJson(): Json {
  const header = (name: string, description: string) => ({
    ...{ name, in: 'header', required: true, description, schema: { type: 'string' } },
  });
  return {
    post: {
      operationId: 'news',
      summary: 'What happened to a deal, to every address in OUTGOING_WEBHOOKS',
      description:
        'Signed by Standard Webhooks. Answer 2xx within 10 s; anything else is tried again for three days, 410 ends it. It may come twice: `id` tells.',
      parameters: [
        header('webhook-id', 'The same at every repeat'),
        header('webhook-timestamp', 'Seconds since 1970 of this attempt'),
        header('webhook-signature', '`v1,<base64>`, several with spaces between them'),
      ],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: schemaOf(outgoingBodySchema, 'output') } },
      },
      responses: { '2XX': { description: 'Taken' }, 410: { description: 'Never again' } },
    },
  };
}
