import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { BookLine } from '../../domain/reconcile.ts';
import { blocks, lines, type Reader } from './reader.ts';

/** Where books differ, provider by provider, and what to do about each cause. */
export function booksDiffer(r: Reader, { from, to, providers }: MessageData['books_differ']): Outgoing {
  const causes = new Set<string>();
  const parts = providers.map(({ provider, lines: found, more, unasked, failure }) => {
    for (const { cause } of found) causes.add(cause);
    if (failure !== null) causes.add('failure');
    return lines(
      r.say('books-provider', { provider }),
      failure !== null && r.say('books-failure', { failure }),
      ...found.map((line) => bookLine(r, line)),
      more > 0 && r.say('books-more', { count: more }),
      unasked > 0 && r.say('books-unasked', { count: unasked }),
    );
  });
  const next = [...causes].map((cause) => r.say(`books-next-${cause}`));
  return {
    text: blocks(r.say('books-title', { from: r.day(from), to: r.day(to) }), ...parts, lines(...next)),
  };
}

function bookLine(r: Reader, { cause, type, id, ours, theirs, dealId }: BookLine): string {
  return r.say(`books-${cause}`, { type, id, ours, theirs, deal: String(dealId ?? '') });
}

/** Payments wait and their provider says nothing: where its notices have to be sent. */
export function webhooksSilent(
  r: Reader,
  { provider, count, oldest, heard, url }: MessageData['webhooks_silent'],
): Outgoing {
  const last = heard === null ? null : r.moment(heard);
  return {
    text: blocks(
      r.say('webhooks-silent', { provider, count, since: r.moment(oldest) }),
      last === null ? r.say('webhooks-silent-never') : r.say('webhooks-silent-heard', { when: last }),
      lines(r.say('webhooks-silent-calm'), r.say('webhooks-silent-next'), `<code>${url}</code>`),
    ),
  };
}

/** Another CRM takes no news of deals: why, and what becomes of them. */
export function mirrorRefused(
  r: Reader,
  { mirror, dealId, why, waits }: MessageData['mirror_refused'],
): Outgoing {
  const outlook = waits ? 'mirror-refused-waits' : 'mirror-refused-lost';
  return {
    text: blocks(
      r.say('mirror-refused', { mirror, why }),
      lines(r.say(outlook, { deal: String(dealId) }), r.say('mirror-refused-next')),
    ),
  };
}
