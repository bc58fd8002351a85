import { createAssets } from '../pages/assets.ts';
import base from '../pages/base.css';
import { document, Layout } from '../pages/layout.tsx';
import css from './api.css';
import { fieldsOf, type Schema } from './fields.ts';

export const apiAssets = createAssets('/assets/api', { 'base.css': base, 'api.css': css });

interface Body {
  readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Described {
  readonly operationId: string;
  readonly tags?: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly object[];
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Partial<Body> & { readonly description: string }>>;
}

/** What the page reads of the document. */
interface Document {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly webhooks: { readonly news: { readonly post: Described } };
}

/** The API as a page to read, made from its own description. */
export function apiPage(described: Readonly<Record<string, unknown>>): string {
  const { info, tags, paths, webhooks } = described as unknown as Document;
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      title: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
  const styles = [apiAssets.href('base.css'), apiAssets.href('api.css')];
  return document(
    <Layout head={{ locale: 'en', title: `${info.title} API ${info.version}`, styles }}>
      <main class="page">
        <h1>{info.title} API</h1>
        <p>{info.description}</p>
        <p>
          For programs: <a href="/openapi.json">openapi.json</a>
        </p>
        <nav aria-label="All calls">
          <ul>
            {all.map(({ title, operation }) => (
              <li>
                <a href={`#${operation.operationId}`}>{title}</a>
              </li>
            ))}
            <li>
              <a href="#news">Webhooks to you</a>
            </li>
          </ul>
        </nav>
        {tags.map(({ name }) => (
          <>
            <h2>{name}</h2>
            {all
              .filter(({ operation }) => operation.tags?.includes(name))
              .map(({ title, operation }) => (
                <Call title={title} operation={operation} />
              ))}
          </>
        ))}
        <h2>Webhooks to you</h2>
        <Call title="POST to your address" operation={webhooks.news.post} />
      </main>
    </Layout>,
  );
}

function Call({ title, operation }: { title: string; operation: Described }) {
  const { operationId, summary, description, parameters, requestBody, responses, security } = operation;
  const good = Object.entries(responses).find(([status, { content }]) => status.startsWith('2') && content);
  const words = security && (security.length > 1 ? 'Key, or a page of a listed origin' : 'Key');
  return (
    <section class="card" id={operationId} aria-labelledby={`${operationId}-title`}>
      <h3 id={`${operationId}-title`}>
        <code>{title}</code>
      </h3>
      <p>
        <strong>{summary}.</strong> {marked(description ?? '')}
      </p>
      {words ? <p class="quiet">{words}</p> : null}
      <Parameters parameters={parameters} />
      <Fields caption="Body" body={requestBody} />
      <Fields caption={`Answer ${good?.[0] ?? ''}`} body={good?.[1]} />
      <div class="scroll">
        <table>
          <caption>Answers</caption>
          {Object.entries(responses).map(([status, answer]) => (
            <tr>
              <th scope="row">{status}</th>
              <td>{marked(answer.description)}</td>
            </tr>
          ))}
        </table>
      </div>
    </section>
  );
}

function Parameters({ parameters }: { parameters: Described['parameters'] }) {
  const rows = parameters.map(({ name, in: where, required, description, schema }) => ({
    ...{ name, type: where, required, says: description ?? schema.description ?? '' },
  }));
  return <Rows caption="Parameters" rows={rows} />;
}

function Fields({ caption, body }: { caption: string; body: Partial<Body> | undefined }) {
  const [[type = '', media] = []] = Object.entries(body?.content ?? {});
  if (!media) return null;
  const rows = fieldsOf(media.schema);
  return <Rows caption={`${caption}, ${type}`} rows={rows} />;
}

function Rows({ caption, rows }: { caption: string; rows: ReturnType<typeof fieldsOf> }) {
  if (rows.length === 0) return null;
  return (
    <div class="scroll">
      <table>
        <caption>{caption}</caption>
        {rows.map(({ name, type, required, says }) => (
          <tr>
            <th scope="row">
              <code>{name}</code>
            </th>
            <td>
              {type}
              {required ? ', required' : ''}
            </td>
            <td>{marked(says)}</td>
          </tr>
        ))}
      </table>
    </div>
  );
}

/** What stands between backticks is code. */
function marked(text: string) {
  return text.split('`').map((part, index) => (index % 2 ? <code>{part}</code> : part));
}
