import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { StatementProblem, StatementReport } from '../../domain/statement-report.ts';
import { blocks, lines, type Reader, readerOf, type Viewer } from './reader.ts';

/** Booked lines that are told one by one; the others are counted. */
const MOST = 10;
/** Columns that have a name of ours; anything else is the bank's own word. */
const FIELDS = new Set(['day', 'amount', 'purpose', 'number', 'account', 'kind']);

/** What came of a statement: what was booked, what a person must decide, and what is nothing new. */
export function statementReport(r: Reader, report: StatementReport): Outgoing {
  const { booked, returned, doubtful, unknown } = report;
  const more = booked.length - MOST;
  const text = blocks(
    lines(r.say('statement-taken', { lines: report.lines }), report.lines === 0 && r.say('statement-empty')),
    lines(
      ...booked
        .slice(0, MOST)
        .map(({ number, amount, whole }) =>
          r.say(whole ? 'statement-booked' : 'statement-booked-part', { number, amount }),
        ),
      more > 0 && r.say('statement-booked-more', { count: more }),
      ...returned.map(({ number, amount }) => r.say('statement-returned', { number, amount })),
    ),
    lines(
      doubtful > 0 && r.say('statement-doubtful', { count: doubtful }),
      unknown > 0 && r.say('statement-unknown', { count: unknown }),
    ),
    lines(
      report.seen > 0 && r.say('statement-seen', { count: report.seen }),
      report.passed > 0 && r.say('statement-passed', { count: report.passed }),
      report.spent > 0 && r.say('statement-spent', { count: report.spent }),
    ),
    report.unbalanced && r.say('statement-unbalanced'),
  );
  const open = doubtful + unknown > 0;
  return open ? { text, buttons: [[r.button('unm', [0], 'button-statement-unmatched')]] } : { text };
}

export function statementTaken(turn: Viewer, report: StatementReport): Outgoing {
  return statementReport(readerOf(turn), report);
}

/** Why a file was not taken: the line, and what was expected there. */
export function statementRefused(turn: Viewer, { code, line, field }: StatementProblem): Outgoing {
  const r = readerOf(turn);
  const name = field !== null && FIELDS.has(field) ? r.label(`statement-field-${field}`) : (field ?? '');
  return { text: r.say(`statement-problem-${code}`, { line: String(line ?? 0), field: name }) };
}

export function statementNotDownloaded(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('statement-not-downloaded') };
}

/** A refund that nobody but staff can send: to whom, how much, with which words. */
export function refundByHand(r: Reader, refund: MessageData['staff_refund_by_hand']): Outgoing {
  const { number, amount, refundId, purpose, payer, dealId } = refund;
  const whom = payer && { name: payer.name, inn: payer.inn ?? '' };
  return {
    text: blocks(
      r.say('refund-by-hand', { number, amount }),
      lines(
        whom
          ? r.say(whom.inn ? 'refund-by-hand-payer-inn' : 'refund-by-hand-payer', whom)
          : r.say('refund-by-hand-unknown'),
        payer?.account && r.say('refund-by-hand-account', { account: payer.account }),
        r.say('refund-by-hand-purpose', { purpose }),
      ),
      r.say('refund-by-hand-next'),
    ),
    buttons: [
      [r.button('sent', [refundId], 'button-refund-sent')],
      [r.button('deal', [dealId], 'button-open-deal')],
    ],
  };
}
