import type { DealCase } from './case.ts';
import type { MessageBody, PRIORITY } from './message.ts';
import type { Staff } from './staff.ts';

export interface SayOptions {
  readonly priority?: keyof typeof PRIORITY;
  readonly slot?: string;
  readonly notBefore?: number;
}

/** How a decision speaks: to the customer of its deal, and to staff. */
export interface Voice {
  /** Says it to the customer, if there is one who can be reached. */
  toCustomer(key: string, body: (facts: DealCase) => MessageBody, options?: SayOptions): void;
  /** Says it to whoever is responsible, else to everyone who may take the deal. */
  toStaff(
    key: string,
    body: (facts: DealCase) => MessageBody,
    options?: SayOptions & { only?: readonly Staff[] },
  ): void;
}
