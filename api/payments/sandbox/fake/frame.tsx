import type { Child } from 'hono/jsx';
import { format } from '../../../../domain/money.ts';
import { Frame, type Speech } from '../../fake-page.tsx';
import type { WireMoney } from '../wire.ts';
import type { Words } from './words.ts';

/** What every page of the bank needs: where the app is, and the language. */
export interface PageProps extends Speech<Words> {
  readonly root: string;
  /** What went wrong with the last press. */
  readonly alert?: string | undefined;
}

/** The bank's letterhead. */
export function BankFrame({
  root,
  words,
  ...rest
}: PageProps & { readonly title: string; readonly children: Child }) {
  return <Frame {...rest} words={words} styles={`${root}/bank.css`} />;
}

export function sumText({ minor, currency }: WireMoney, words: Words): string {
  return format({ minor: BigInt(minor), currency }, words.locale);
}
