import { z } from 'zod';
import { done, type Outcome } from '../../../domain/result.ts';
import { callJson, type Dialect, malformed } from '../call.ts';
import type { ConnectorDeps } from '../connector-module.ts';
import type { OzonConfig } from './config.ts';

/** Google's rpc status, as the Seller API answers failures. */
const failed = z.object({ code: z.union([z.number(), z.string()]), message: z.string() });

const dialect: Dialect = {
  words: (body) => {
    const read = failed.safeParse(body);
    return read.success
      ? { code: String(read.data.code), message: read.data.message.slice(0, 200) }
      : { code: '', message: '' };
  },
  // Not described by Ozon; honoured where it comes.
  waits: ['retry-after'],
};

export interface OzonCall<T> {
  readonly path: string;
  readonly body: unknown;
  readonly reads: boolean;
  readonly answer: z.ZodType<T>;
  readonly signal?: AbortSignal | undefined;
}

export type OzonClient = <T>(call: OzonCall<T>) => Promise<Outcome<T>>;

/** Calls the Seller API: always POST, the account in two headers. */
export function createClient(config: OzonConfig, deps: ConnectorDeps): OzonClient {
  const headers = { 'client-id': config.clientId, 'api-key': config.apiKey };
  return async ({ path, body, reads, answer, signal }) => {
    const call = { method: 'POST', url: config.root + path, headers, body, reads, signal } as const;
    const got = await callJson(call, dialect, deps);
    if (!got.ok) return got;
    const read = answer.safeParse(got.value);
    return read.success ? done(read.data) : malformed(call);
  };
}
