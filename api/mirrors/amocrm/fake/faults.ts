import { Faults } from '../../fake-parts.ts';

/** Calls that can go wrong by name. */
export type AmocrmCall =
  | 'account'
  | 'pipelines'
  | 'leads'
  | 'lead'
  | 'add_lead'
  | 'change_lead'
  | 'notes'
  | 'add_note'
  | 'contacts'
  | 'add_contact'
  | '*';

const CALLS: readonly [method: string, path: RegExp, call: Exclude<AmocrmCall, '*'>][] = [
  ['GET', /\/account$/, 'account'],
  ['GET', /\/leads\/pipelines$/, 'pipelines'],
  ['GET', /\/leads$/, 'leads'],
  ['POST', /\/leads$/, 'add_lead'],
  ['GET', /\/leads\/\d+$/, 'lead'],
  ['PATCH', /\/leads\/\d+$/, 'change_lead'],
  ['GET', /\/leads\/\d+\/notes$/, 'notes'],
  ['POST', /\/leads\/\d+\/notes$/, 'add_note'],
  ['GET', /\/contacts$/, 'contacts'],
  ['POST', /\/contacts$/, 'add_contact'],
];

export function amocrmFaults(): Faults<AmocrmCall> {
  return new Faults<AmocrmCall>({
    callOf: ({ method, url }) => {
      const { pathname } = new URL(url);
      return CALLS.find(([verb, path]) => verb === method && path.test(pathname))?.[2] ?? null;
    },
    beginning: '{"_embedded":',
    contentType: 'application/hal+json',
    refusal: (status) => ({
      body: JSON.stringify(problem(status, 'as it was planned')),
      contentType: 'application/problem+json',
    }),
  });
}

export function problem(status: number, detail: string): object {
  return { title: detail, type: `https://httpstatus.es/${status}`, status, detail };
}
