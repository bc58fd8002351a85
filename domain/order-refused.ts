import type { MarketStatus } from './ports/marketplace.ts';

/** What a marketplace did not take of a deal's order. `reason`: its own words. */
export interface OrderRefused {
  readonly dealId: number;
  readonly title: string;
  readonly source: string;
  readonly what: MarketStatus;
  readonly reason: string;
}
