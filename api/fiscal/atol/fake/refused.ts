import type { ContentfulStatusCode } from 'hono/utils/http-status';

/** An answer that is a refusal: HTTP status and what is in the body. */
export class Refused extends Error {
  constructor(
    readonly http: ContentfulStatusCode,
    readonly code: number,
    text: string,
    /** Beside the error: `status`, and the uuid of a receipt that there is. */
    readonly beside: { readonly status?: 'wait' | 'fail'; readonly uuid?: string } = {},
  ) {
    super(text);
  }
}
