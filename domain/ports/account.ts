/** An address at which a vendor has to call us, and the one that is set there. */
export interface WebhookAddress {
  readonly expected: string;
  /** Null when nothing is set. */
  readonly set: string | null;
}

/** What a payment provider says of our account there, for whoever checks a till before it goes live. */
export interface AccountReport {
  /** No real money moves with these keys; null: that is not told. */
  readonly test: boolean | null;
  /** The account registers fiscal receipts; null: that is not told. */
  readonly receipts: boolean | null;
  /** Empty: they go along with each payment. Null: they are set by hand, and the vendor does not tell them. */
  readonly webhooks: readonly WebhookAddress[] | null;
}

/** What a messenger says of our bot there. */
export interface BotReport {
  readonly name: string;
  /** Null where updates are fetched. */
  readonly webhook: (WebhookAddress & { readonly lastError: string | null }) | null;
  /** Of the addresses asked about, those that can't be written to. */
  readonly unreachable: readonly string[];
  /** Approved words that are not there in a language, as `reminder (ru)`; not given where none are needed. */
  readonly wordsMissing?: readonly string[];
}
