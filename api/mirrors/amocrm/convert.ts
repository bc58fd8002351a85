import { decimalsOf, type MoneyJson } from '../../../domain/money.ts';
import type {
  MirroredCustomer,
  MirroredDeal,
  MirroredMove,
  MirrorNote,
} from '../../../domain/ports/mirror.ts';
import { isMarked, isOlder, markOf, nameOf, samePhone } from '../marks.ts';
import type { AmocrmConfig } from './config.ts';
import type { WireContact, WireLead, WirePipeline } from './wire.ts';

/** amoCRM takes names of 255 characters. */
const LONGEST_NAME = 255;
const LONGEST_NOTE = 20_000;

type Place = Pick<AmocrmConfig, 'stageIds' | 'pipeline'>;

/** The body of a new lead. @param currency of the account. */
export function toLead(deal: MirroredDeal, contact: number | null, place: Place, currency: string): object {
  return {
    name: marked(deal.title || (deal.customer ? nameOf(deal.customer) : ''), deal.id),
    ...priceOf(deal.total, currency),
    ...statusOf(deal.stage, place),
    ...(place.pipeline !== null ? { pipeline_id: place.pipeline } : {}),
    ...(contact !== null ? { _embedded: { contacts: [{ id: contact }] } } : {}),
  };
}

/** What has to change of a lead; null when all is so already. */
export function toChange(lead: WireLead, to: MirroredMove, place: Place, currency: string): object | null {
  const { price } = priceOf(to.total, currency);
  const { status_id } = statusOf(to.stage, place);
  const moved =
    status_id !== undefined &&
    (status_id !== lead.status_id || (place.pipeline !== null && place.pipeline !== lead.pipeline_id));
  const change = {
    ...(price !== undefined && price !== lead.price ? { price } : {}),
    ...(moved ? { status_id, ...(place.pipeline !== null ? { pipeline_id: place.pipeline } : {}) } : {}),
  };
  return Object.keys(change).length > 0 ? change : null;
}

/** The budget is a whole number in the account's one currency: rounded half up; notes have the exact sums. */
function priceOf(total: MoneyJson | null, currency: string): { price?: number } {
  if (!total || total.currency !== currency) return {};
  const unit = 10n ** BigInt(decimalsOf(currency));
  const price = (2n * BigInt(total.minor) + unit) / (2n * unit);
  return { price: Number(price) };
}

function statusOf(stage: MirroredMove['stage'], { stageIds }: Place): { status_id?: number } {
  const id = stageIds[stage];
  return id === undefined ? {} : { status_id: Number(id) };
}

function marked(name: string, dealId: number): string {
  const mark = ` · ${markOf(dealId)}`;
  return name.trim() ? name.trim().slice(0, LONGEST_NAME - mark.length) + mark : markOf(dealId);
}

/** The lead that an earlier call has made, if it is among these. */
export function ownLead(leads: readonly WireLead[], deal: MirroredDeal): WireLead | null {
  const mark = markOf(deal.id);
  return (
    leads.find(
      ({ name, created_at, is_deleted }) =>
        !is_deleted && isMarked(name ?? '', mark) && !isOlder(created_at * 1000, deal.openedAt),
    ) ?? null
  );
}

/** The body of a new contact. Whoever has neither phone nor e-mail carries the deal's mark, to be found again. */
export function toContact(customer: MirroredCustomer, dealId: number): object {
  const { phone, email } = customer;
  const field = (code: string, value: string | null) =>
    value ? [{ field_code: code, values: [{ value, enum_code: 'WORK' }] }] : [];
  const fields = [...field('PHONE', phone), ...field('EMAIL', email)];
  const name = nameOf(customer);
  return fields.length > 0
    ? { name: name.slice(0, LONGEST_NAME), custom_fields_values: fields }
    : { name: marked(name, dealId) };
}

/** What contacts are searched for: the phone goes first. The search reads all fields, and finds more than was meant. */
export function wordsFor(customer: MirroredCustomer, dealId: number): string[] {
  const words = [customer.phone?.replace(/\D/g, '').slice(-10), customer.email?.trim()].filter(
    (each): each is string => Boolean(each),
  );
  return words.length > 0 ? words : [markOf(dealId)];
}

export function isContactOf(contact: WireContact, customer: MirroredCustomer, deal: MirroredDeal): boolean {
  const { phone, email } = customer;
  const valuesOf = (code: string) =>
    (contact.custom_fields_values ?? [])
      .filter(({ field_code }) => field_code === code)
      .flatMap(({ values }) => values.map(({ value }) => String(value)));
  if (phone && valuesOf('PHONE').some((each) => samePhone(each, phone))) return true;
  if (email && valuesOf('EMAIL').some((each) => each.toLowerCase() === email.toLowerCase())) return true;
  if (phone || email) return false;
  return isMarked(contact.name ?? '', markOf(deal.id)) && !isOlder(contact.created_at * 1000, deal.openedAt);
}

export function toNote({ key, text }: MirrorNote): object {
  const mark = `\n${key}`;
  return { note_type: 'common', params: { text: text.slice(0, LONGEST_NOTE - mark.length) + mark } };
}

/** The pipeline that deals go into; null when the account has none of this number. */
export function pipelineOf(
  pipelines: readonly WirePipeline[],
  { pipeline }: Pick<AmocrmConfig, 'pipeline'>,
): WirePipeline | null {
  return (
    pipelines.find(({ id, is_main }) => (pipeline === null ? is_main : id === pipeline)) ??
    (pipeline === null ? pipelines[0] : undefined) ??
    null
  );
}
