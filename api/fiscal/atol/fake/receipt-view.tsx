import type { Child } from 'hono/jsx';
import { format } from '../../../../domain/money.ts';
import { momentText } from '../moment.ts';
import { type FakeReceipt, type Printed, REGISTRATION, STORAGE } from './state.ts';
import { kopecks } from './validate.ts';
import type { Words } from './words.ts';

interface ViewProps {
  readonly words: Words;
  readonly receipt: FakeReceipt;
}

/** Tag 1054 and the QR's `n`. */
const KIND = { sell: 1, sell_refund: 2, buy: 3, buy_refund: 4 } as const;
/** How the money moved, by `payments[].type`. */
const PAID_TAGS: Readonly<Record<number, number>> = { 0: 1031, 1: 1081, 2: 1215, 3: 1216 };

/** What was settled, by and with whom. */
export function Settlement({ words, receipt }: ViewProps) {
  const { tags } = words;
  const { body, operation, externalId } = receipt;
  const { client, company, payments, total } = body;
  return (
    <dl>
      <Tag number={1020} name={tags.total} sum>
        {sumText(total, words)}
      </Tag>
      {payments.map(({ type, sum }) => (
        <Tag number={PAID_TAGS[type] ?? 1217} name={words.paid[type] ?? String(type)}>
          {sumText(sum, words)}
        </Tag>
      ))}
      <Tag number={1054} name={tags.operation}>
        {KIND[operation]} · {words.operations[operation]}
      </Tag>
      <Tag number={1008} name={tags.buyer}>
        {client.email ?? client.phone}
      </Tag>
      <Tag number={1018} name={tags.seller}>
        {company.inn}
      </Tag>
      <Tag number={1117} name={tags.sellerEmail}>
        {company.email}
      </Tag>
      <Tag number={1187} name={tags.place}>
        {company.payment_address}
      </Tag>
      <Tag number={1055} name={tags.system}>
        {company.sno ?? '—'}
      </Tag>
      <Tag name={tags.key}>{externalId}</Tag>
    </dl>
  );
}

/** The lines, with their tags where `full`. */
export function Lines({ words, receipt, full = false }: ViewProps & { readonly full?: boolean }) {
  return (
    <>
      {receipt.body.items.map((item) =>
        full ? <Line words={words} item={item} /> : <Short words={words} item={item} />,
      )}
      {full ? null : (
        <dl>
          <dt>{words.tags.total}</dt>
          <dd class="sum">{sumText(receipt.body.total, words)}</dd>
        </dl>
      )}
    </>
  );
}

interface LineProps {
  readonly words: Words;
  readonly item: FakeReceipt['body']['items'][number];
}

function Short({ words, item }: LineProps) {
  return (
    <dl>
      <dt>{item.name}</dt>
      <dd>
        {item.quantity} × {sumText(item.price, words)}
      </dd>
    </dl>
  );
}

function Line({ words, item }: LineProps) {
  const { tags } = words;
  return (
    <>
      <h2>
        {item.name} <small>(1030)</small>
      </h2>
      <dl>
        <Tag number={1079} name={tags.price}>
          {sumText(item.price, words)}
        </Tag>
        <Tag number={1023} name={tags.quantity}>
          {item.quantity}
        </Tag>
        {'measure' in item ? (
          <Tag number={2108} name={tags.measure}>
            {item.measure}
          </Tag>
        ) : null}
        <Tag number={1043} name={tags.sum}>
          {sumText(item.sum, words)}
        </Tag>
        <Tag number={1214} name={tags.mode}>
          {item.payment_method}
        </Tag>
        <Tag number={1212} name={tags.subject}>
          {item.payment_object}
        </Tag>
        <Tag number={1199} name={tags.vat}>
          {item.vat.type}
        </Tag>
        {item.vat.sum ? (
          <Tag number={1200} name={tags.vatSum}>
            {sumText(item.vat.sum, words)}
          </Tag>
        ) : null}
      </dl>
    </>
  );
}

/** What the fiscal storage has given, once it has. */
export function Storage({ words, receipt }: ViewProps) {
  const { tags, states } = words;
  const { printed } = receipt;
  if (!printed) return <p class="state">{states[receipt.state]}</p>;
  return (
    <dl>
      <Tag number={1012} name={tags.at}>
        {momentText(printed.at)}
      </Tag>
      <Tag number={1041} name={tags.storage}>
        {STORAGE}
      </Tag>
      <Tag number={1040} name={tags.document}>
        {printed.document}
      </Tag>
      <Tag number={1077} name={tags.sign}>
        {printed.sign}
      </Tag>
      <Tag number={1037} name={tags.registration}>
        {REGISTRATION}
      </Tag>
      <Tag number={1038} name={tags.shift}>
        {printed.shift}
      </Tag>
      <Tag name={tags.qr}>{qrOf(receipt, printed)}</Tag>
    </dl>
  );
}

interface TagProps {
  readonly number?: number;
  readonly name: string;
  readonly sum?: boolean;
  readonly children: Child;
}

function Tag({ number, name, sum = false, children }: TagProps) {
  return (
    <>
      <dt>
        {name} {number ? <small>({number})</small> : null}
      </dt>
      <dd class={sum ? 'sum' : ''}>{children}</dd>
    </>
  );
}

/** As printed on paper: time, sum, storage, document, sign, kind. */
function qrOf({ body, operation }: FakeReceipt, { at, document, sign }: Printed): string {
  const [date = '', time = ''] = momentText(at).split(' ');
  const day = date.split('.').toReversed().join('');
  const minutes = time.slice(0, 5).replace(':', '');
  return `t=${day}T${minutes}&s=${body.total.toFixed(2)}&fn=${STORAGE}&i=${document}&fp=${sign}&n=${KIND[operation]}`;
}

function sumText(roubles: number, { locale }: Words): string {
  return format({ minor: kopecks(roubles) ?? 0n, currency: 'RUB' }, locale);
}
