import type { StatementProblem } from '../../domain/statement-report.ts';
import { readBankCsv } from './bank-csv.ts';
import { readOneC, type StatementFile } from './one-c.ts';
import { LARGEST, ONE_C, textOf } from './text.ts';
import { Unreadable, unreadable } from './values.ts';

export type StatementRead =
  | { readonly ok: true; readonly file: StatementFile }
  | { readonly ok: false; readonly problem: StatementProblem };

/**
 * Reads a bank statement, whatever form and encoding it has: the text form of 1C, or CSV. All or nothing: one sum
 * that cannot be read refuses the file, so that no line is lost. `own`: accounts of the seller, twenty digits.
 */
export function readStatement(bytes: Uint8Array, own: ReadonlySet<string>): StatementRead {
  try {
    if (bytes.length > LARGEST) throw unreadable('too_large');
    const text = textOf(bytes).replace(/^\ufeff/, '');
    const file = text.trimStart().startsWith(ONE_C) ? readOneC(text, own) : readBankCsv(text, own);
    if (own.size === 0) throw unreadable('no_account');
    const foreign = file.accounts.length > 0 && !file.accounts.some((account) => own.has(account));
    if (foreign) throw unreadable('other_account', null, lastDigits(file.accounts[0] ?? ''));
    return { ok: true, file: { ...file, lines: file.lines.filter(({ account }) => own.has(account)) } };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** Enough to know an account by. */
function lastDigits(account: string): string {
  return account.slice(-4);
}
