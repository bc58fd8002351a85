import { z } from 'zod';
import { type FakeContact, type FakeLead, type FakePipeline, PIPELINES } from './state.ts';

const id = z.number().int().positive();

const newLead = z.object({
  name: z.string().max(255).optional(),
  price: z.number().int().min(0).optional(),
  status_id: id.optional(),
  pipeline_id: id.optional(),
  _embedded: z.object({ contacts: z.array(z.object({ id })).max(10) }).optional(),
});
const newLeads = z.array(newLead).min(1).max(50);
const change = newLead.omit({ _embedded: true });
const newContacts = z
  .array(
    z.object({
      name: z.string().max(255),
      custom_fields_values: z
        .array(
          z.object({
            field_code: z.enum(['PHONE', 'EMAIL']),
            values: z.array(z.object({ value: z.string(), enum_code: z.string() })).min(1),
          }),
        )
        .optional(),
    }),
  )
  .min(1)
  .max(50);
const newNotes = z
  .array(z.object({ note_type: z.literal('common'), params: z.object({ text: z.string().min(1) }) }))
  .min(1);

/** A field that is refused, as `validation-errors` names it. */
export class Invalid extends Error {
  constructor(
    readonly path: string,
    readonly code: string,
  ) {
    super(`${path} ${code}`);
  }
}

/** An account with its leads, contacts and pipelines, and the rules that it checks what is sent against. */
export class FakeAccount {
  readonly leads: FakeLead[] = [];
  readonly contacts: FakeContact[] = [];
  readonly pipelines: readonly FakePipeline[] = PIPELINES;
  private serial = 500;

  constructor(private readonly now: () => number) {}

  addLeads(body: unknown): number[] {
    return valid(newLeads, body).map(({ name = '', price = 0, status_id, pipeline_id, _embedded }) => {
      const place = this.placeOf(status_id, pipeline_id, null);
      const contacts = (_embedded?.contacts ?? []).map((each) => each.id);
      if (contacts.some((each) => !this.contacts.some((contact) => contact.id === each)))
        throw new Invalid('_embedded.contacts.0.id', 'NotSupportedChoice');
      const lead = { id: ++this.serial, name: name || `Сделка #${this.serial}`, price, ...place, contacts };
      const { status_id: first } = place;
      this.leads.push({ ...lead, created_at: this.seconds(), is_deleted: false, notes: [], past: [first] });
      return lead.id;
    });
  }

  changeLead(lead: FakeLead, body: unknown): void {
    const { name, price, status_id, pipeline_id } = valid(change, body);
    Object.assign(lead, this.placeOf(status_id, pipeline_id, lead));
    if (name !== undefined) lead.name = name;
    if (price !== undefined) lead.price = price;
    if (lead.past.at(-1) !== lead.status_id) lead.past.push(lead.status_id);
  }

  addContacts(body: unknown): number[] {
    return valid(newContacts, body).map(({ name, custom_fields_values = [] }) => {
      const fields = custom_fields_values.flatMap(({ field_code, values }) =>
        values.map(({ value }) => ({ code: field_code, value })),
      );
      this.contacts.push({ id: ++this.serial, name, created_at: this.seconds(), fields });
      return this.serial;
    });
  }

  addNotes(lead: FakeLead, body: unknown): number[] {
    return valid(newNotes, body).map(({ params }) => {
      lead.notes.push({ id: ++this.serial, text: params.text });
      return this.serial;
    });
  }

  private seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** A status must be of the pipeline; 142 and 143 are of every one. */
  private placeOf(status: number | undefined, pipeline: number | undefined, now: FakeLead | null) {
    const named = this.pipelines.find(({ id: each }) => each === pipeline);
    if (pipeline !== undefined && !named) throw new Invalid('pipeline_id', 'NotSupportedChoice');
    const here = named ?? this.pipelines.find(({ id: each }) => each === now?.pipeline_id);
    const holds = (each: FakePipeline) => each.statuses.some(({ id: one }) => one === status);
    const place = [here, ...(named ? [] : this.pipelines)].find(
      (each) => each && (status === undefined || holds(each)),
    );
    if (!place) throw new Invalid('status_id', 'NotSupportedChoice');
    const first = place.statuses[0]?.id ?? 0;
    return { pipeline_id: place.id, status_id: status ?? now?.status_id ?? first };
  }
}

function valid<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  throw new Invalid(read.error.issues[0]?.path.join('.') ?? '', 'InvalidType');
}
