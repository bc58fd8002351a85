import { z } from 'zod';

/** Shapes of amoCRM's answers (API v4, HAL), as far as we read them; unknown fields are ignored. Times are seconds. */
const id = z.number().int().positive();

const wireLead = z.object({
  id,
  name: z.string().nullish(),
  price: z.number().nullish(),
  status_id: z.number().int(),
  pipeline_id: z.number().int(),
  created_at: z.number(),
  is_deleted: z.boolean().nullish(),
});
export type WireLead = z.infer<typeof wireLead>;

export const wireOneLead = wireLead;
export const wireLeads = z.object({ _embedded: z.object({ leads: z.array(wireLead) }) });

/** What was made or changed, in the order of the request. */
const made = (name: 'leads' | 'contacts' | 'notes') =>
  z
    .object({ _embedded: z.object({ [name]: z.array(z.object({ id })).min(1) }) })
    .transform(({ _embedded }) => (_embedded as Record<string, { id: number }[]>)[name]![0]!.id);
export const wireMadeLead = made('leads');
export const wireMadeContact = made('contacts');
export const wireMadeNote = made('notes');

export const wireChangedLead = z.object({ id });

const wireContact = z.object({
  id,
  name: z.string().nullish(),
  created_at: z.number(),
  custom_fields_values: z
    .array(
      z.object({
        field_code: z.string().nullish(),
        values: z.array(z.object({ value: z.unknown() })),
      }),
    )
    .nullish(),
});
export type WireContact = z.infer<typeof wireContact>;
export const wireContacts = z.object({ _embedded: z.object({ contacts: z.array(wireContact) }) });

export const wireNotes = z.object({
  _embedded: z.object({
    notes: z.array(z.object({ id, params: z.object({ text: z.string().nullish() }).nullish().catch(null) })),
  }),
});

const wirePipeline = z.object({
  id,
  name: z.string(),
  is_main: z.boolean().nullish(),
  _embedded: z.object({ statuses: z.array(z.object({ id, name: z.string(), type: z.number().nullish() })) }),
});
export type WirePipeline = z.infer<typeof wirePipeline>;
export const wirePipelines = z.object({ _embedded: z.object({ pipelines: z.array(wirePipeline) }) });

export const wireAccount = z.object({ id });

export const wireProblem = z.object({
  'validation-errors': z
    .array(z.object({ errors: z.array(z.object({ code: z.string().max(64), path: z.string().max(128) })) }))
    .nullish(),
});
