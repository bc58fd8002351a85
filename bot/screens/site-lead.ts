import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { escapeMarkup } from '../texts/index.ts';
import { blocks, lines, type Reader } from './reader.ts';

/** What came with a request from the site: words, how to reach them, where from, and whose it may be. */
export function staffLead(r: Reader, lead: MessageData['staff_lead']): Outgoing {
  const { dealId, phone, email, text, page, maybe } = lead;
  const marks = Object.entries(lead.marks).map(([name, value]) => `${name} = ${value}`);
  return {
    text: blocks(
      lines(r.say('staff-lead', { deal: String(dealId) }), escapeMarkup(text)),
      lines(
        phone && r.say('lead-said-phone', { phone }),
        email && r.say('lead-said-email', { email }),
        page && r.say('lead-page', { page }),
        marks.length > 0 && r.say('lead-marks', { marks: marks.join(', ') }),
      ),
      maybe.length > 0 &&
        r.say('lead-maybe', { count: maybe.length, deals: maybe.map((id) => `№${id}`).join(', ') }),
    ),
    buttons: [[r.button('deal', [dealId], 'button-open-deal')]],
  };
}
