import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Approval } from '../../domain/staff.ts';
import { lines, type Reader, readerOf, type StaffViewer } from './reader.ts';

/** An owner is asked about a sum above somebody's ceiling. */
export function approvalWanted(r: Reader, asked: MessageData['approval_wanted']): Outgoing {
  const { approvalId, kind, dealId, by, amount, about } = asked;
  return {
    text: lines(
      r.say(`approval-wanted-${kind}`, { name: by, amount }),
      r.say('approval-about', { deal: String(dealId), about }),
    ),
    buttons: [
      [
        r.button('apr', [approvalId, 'y'], 'button-approve'),
        r.button('apr', [approvalId, 'n'], 'button-decline-approval'),
      ],
      [r.button('deal', [dealId], 'button-open-deal')],
    ],
  };
}

/** The owner's word, for whoever asked. */
export function approvalDecided(r: Reader, decided: MessageData['approval_decided']): Outgoing {
  const { kind, dealId, approved, by, amount } = decided;
  return {
    text: r.say(`approval-${approved ? 'given' : 'declined'}-${kind}`, {
      name: by,
      amount,
      deal: String(dealId),
    }),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}

/** What the owner has just decided, drawn over the question. */
export function decided(turn: StaffViewer, approval: Approval, approved: boolean): Outgoing {
  const { kind, dealId, data } = approval;
  const values = { name: turn.staff.name, amount: data.sum, deal: String(dealId) };
  const r = readerOf(turn);
  return {
    text: r.say(`approval-${approved ? 'given' : 'declined'}-${kind}`, values),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}
