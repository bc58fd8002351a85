import type { DealCase } from '../../domain/case.ts';
import type { Changes } from '../../domain/changes.ts';
import { cancelInvoice } from '../../domain/decisions/cancel-invoice.ts';
import { issueInvoice } from '../../domain/decisions/issue-invoice.ts';
import { requestRefund, returnOverpayment } from '../../domain/decisions/refund.ts';
import { applyCredit } from '../../domain/decisions/settle-payment.ts';
import { notePaymentStarted, startPayment } from '../../domain/decisions/start-payment.ts';
import { loseDeal, takeDeal } from '../../domain/decisions/work-deal.ts';
import type { HistoryEvent } from '../../domain/history.ts';
import type { NewMessage } from '../../domain/message.ts';
import { settle } from '../../domain/notice.ts';
import type { Notice } from '../../domain/ports/payment-provider.ts';
import type { Refund } from '../../domain/refund.ts';
import { expireInvoice, remind } from '../../domain/reminder.ts';
import type { Result } from '../../domain/result.ts';
import type { Context } from '../../domain/settings.ts';
import { aDeal, apply, context, NOON, staff } from './world.ts';

/** What happens to a deal, with small numbers for "which one": any number fits any moment. */
export type Step =
  | { readonly do: 'issue'; readonly total: bigint; readonly hours: number | null }
  | { readonly do: 'start' | 'return'; readonly which: number }
  | { readonly do: 'cancel' | 'remind' | 'expire' | 'credit'; readonly which: number }
  | { readonly do: 'refund'; readonly which: number; readonly sum: 'whole' | 'part' | 'too much' }
  | { readonly do: 'lose' | 'take' }
  | { readonly do: 'wait'; readonly hours: number }
  | {
      readonly do: 'hear';
      readonly which: number;
      readonly say: (attempt: Attempt, asked: readonly Refund[]) => Notice | null;
    };

/** What a decision does by itself, without a provider. */
type Simple = Exclude<
  Step,
  { do: 'issue' } | { do: 'start' | 'return' } | { do: 'refund' } | { do: 'wait' } | { do: 'hear' }
>;

/** An attempt as the provider knows it. */
export interface Attempt {
  readonly paymentId: string;
  readonly reference: string;
  readonly amount: bigint;
}

/** One deal and all that was done, heard, said and booked. */
export class Story {
  facts: DealCase = aDeal();
  now = NOON;
  readonly attempts: Attempt[] = [];
  readonly heard: Notice[] = [];
  readonly said: NewMessage[] = [];
  readonly history: HistoryEvent[] = [];
  readonly #log: string[] = [];
  readonly #inbox = new Set<string>();

  /** What happened so far, for whoever reads a failure. */
  told(): readonly string[] {
    return this.#log;
  }

  context(): Context {
    return context({ now: this.now });
  }

  /** @returns whether it was a refund that was accepted: what was asked for must be covered then. */
  play(step: Step): boolean {
    this.#log.push(
      Object.values(step)
        .filter((value) => typeof value !== 'function')
        .join(' '),
    );
    switch (step.do) {
      case 'issue':
        return this.#issue(step.total, step.hours);
      case 'start':
        return this.#start(step.which);
      case 'refund':
        return this.#refund(step.which, step.sum);
      case 'return':
        return this.#accept(
          returnOverpayment(
            this.facts,
            pick(this.facts.payments, step.which)?.id ?? '',
            staff(),
            this.context(),
          ),
        );
      case 'wait':
        this.now += step.hours * 3_600_000;
        return false;
      case 'hear':
        return this.#hear(step.which, step.say);
      default:
        this.#save(this.#simple(step));
        return false;
    }
  }

  /** The notice as a store would take it: a known inbox key is dropped. */
  tell(notice: Notice): void {
    this.heard.push(notice);
    if (this.#inbox.has(notice.eventKey)) return;
    this.#log.push(`(${notice.eventKey} ${notice.amount.minor})`);
    this.#inbox.add(notice.eventKey);
    this.#save(settle(this.facts, notice, 'sandbox', this.context()));
  }

  #simple(step: Simple): Changes | null {
    const at = this.context();
    switch (step.do) {
      case 'cancel':
        return orNull(cancelInvoice(this.facts, pick(this.facts.invoices, step.which)?.number ?? '', at));
      case 'remind':
        return remind(this.facts, pick(this.facts.invoices, step.which)?.id ?? '', at);
      case 'expire':
        return expireInvoice(this.facts, pick(this.facts.invoices, step.which)?.id ?? '', at);
      case 'credit':
        return applyCredit(this.facts, pick(this.facts.payments, step.which)?.id ?? '', at);
      case 'lose':
        return orNull(loseDeal(this.facts, 'дорого', at));
      case 'take':
        return orNull(takeDeal(this.facts, staff(), at));
    }
  }

  #issue(total: bigint, hours: number | null): boolean {
    const counter = this.facts.invoices.length;
    if (counter === 3) return false;
    const items = [{ title: 'Логотип', quantity: 1000n, price: total }];
    const dueAt = hours === null ? null : this.now + hours * 3_600_000;
    const issued = issueInvoice(this.facts, { items, dueAt, counter, by: staff() }, this.context());
    if (issued.ok) this.#save(issued.value.changes);
    return false;
  }

  #start(which: number): boolean {
    const token = pick(this.facts.invoices, which)?.payToken ?? '';
    const started = startPayment(
      this.facts,
      token,
      { provider: 'sandbox', kind: which % 2 ? 'sbp' : 'card' },
      this.context(),
    );
    if (!started.ok || started.value.type === 'reuse') return false;
    const { payment, changes } = started.value;
    this.#save(changes);
    const reference = `pay_${this.attempts.length}`;
    const answer = {
      ok: true,
      value: { reference, url: `https://bank.example/${reference}`, qr: null, expiresAt: null },
    } as const;
    this.#save(notePaymentStarted(this.facts, payment.id, answer, this.context()));
    this.attempts.push({ paymentId: payment.id, reference, amount: payment.amount });
    return false;
  }

  #refund(which: number, sum: 'whole' | 'part' | 'too much'): boolean {
    const invoice = pick(this.facts.invoices, which);
    if (!invoice) return false;
    const amount = { whole: null, part: invoice.paid / 3n, 'too much': invoice.paid + 1n }[sum];
    return this.#accept(
      requestRefund(
        this.facts,
        { number: invoice.number, amount, reason: 'брак', by: staff() },
        this.context(),
      ),
    );
  }

  #hear(which: number, say: (attempt: Attempt, asked: readonly Refund[]) => Notice | null): boolean {
    const attempt = pick(this.attempts, which);
    const notice = attempt
      ? say(
          attempt,
          this.facts.refunds.filter((each) => each.idempotencyKey === each.id),
        )
      : null;
    if (notice) this.tell(notice);
    return false;
  }

  #accept(result: Result<Changes>): boolean {
    if (result.ok) this.#save(result.value);
    return result.ok;
  }

  #save(changes: Changes | null): void {
    this.said.push(...(changes?.messages ?? []));
    this.history.push(...(changes?.history ?? []));
    this.facts = apply(this.facts, changes);
  }
}

function pick<T>(rows: readonly T[], which: number): T | undefined {
  return rows[which % Math.max(rows.length, 1)];
}

function orNull<T>(result: Result<T>): T | null {
  return result.ok ? result.value : null;
}
