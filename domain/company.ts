import type { DealCase } from './case.ts';
import type { Changes } from './changes.ts';
import type { Company } from './contact.ts';
import { amend } from './draft.ts';
import { isInn } from './requisites.ts';
import { done, type Result, refuse } from './result.ts';
import type { Context } from './settings.ts';

/** Longest name of a company that is kept, characters. */
const LONGEST_NAME = 160;

/**
 * Reads `7700000016`, or an INN and a KPP as documents write them: `7700000016/770001001`. Null for an INN
 * whose check digits do not fit.
 */
export function readInn(text: string): Pick<Company, 'inn' | 'kpp'> | null {
  const match = /^(?:инн\s*:?\s*)?(\d{10}|\d{12})(?:\s*[/\\,;]?\s*(?:кпп\s*:?\s*)?(\d{9}))?$/iu.exec(
    text.trim(),
  );
  if (!match?.[1] || !isInn(match[1])) return null;
  const isPerson = match[1].length === 12;
  return { inn: match[1], kpp: isPerson ? null : (match[2] ?? null) };
}

/**
 * Staff say for which company the customer buys; null: for themselves. `nothing_to_do` for a deal without a
 * customer, or one whose company is this one already.
 */
export function setCompany(facts: DealCase, company: Company | null, context: Context): Result<Changes> {
  const { contact } = facts;
  if (!contact) return refuse('nothing_to_do');
  const next = company && { ...company, name: company.name.trim().slice(0, LONGEST_NAME) };
  if (JSON.stringify(contact.company) === JSON.stringify(next)) return refuse('nothing_to_do');
  const draft = amend(facts, context);
  draft.contact({ ...contact, company: next });
  draft.event(next ? 'company_set' : 'company_removed');
  return done(draft.seal());
}
