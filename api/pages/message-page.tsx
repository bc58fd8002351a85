import type { PropsWithChildren } from 'hono/jsx';
import { Icon, type IconName } from './icons.tsx';
import { type Head, Layout } from './layout.tsx';

export interface MessagePageProps {
  readonly head: Head;
  readonly icon: IconName;
  readonly tone: 'good' | 'calm' | 'bad';
  readonly title: string;
  /** What happened, what is safe, what to do: a paragraph each. */
  readonly lines: readonly string[];
}

/** A page with one thing to say; what can be done about it comes as children. */
export function MessagePage({
  head,
  icon,
  tone,
  title,
  lines,
  children,
}: PropsWithChildren<MessagePageProps>) {
  return (
    <Layout head={head}>
      <main class="page">
        <section class="card notice" aria-labelledby="title">
          <span class={`badge badge-${tone}`}>
            <Icon name={icon} />
          </span>
          <h1 id="title">{title}</h1>
          {lines.map((line) => (
            <p>{line}</p>
          ))}
          {children ? <div class="actions">{children}</div> : null}
        </section>
      </main>
    </Layout>
  );
}
