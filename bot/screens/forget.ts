import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import type { Result } from '../../domain/result.ts';
import { blocks, buttonRows, type Reader, readerOf, type Viewer } from './reader.ts';
import { refusalValues } from './refusal.ts';

interface PersonView {
  readonly dealId: number;
  readonly customer: string | null;
  readonly deals: number;
}

function whose(r: Reader, { customer, deals }: PersonView) {
  return { customer: customer ?? r.label('customer-unnamed'), deals };
}

/** What is kept, and what can be done with it. @param may why erasing has to wait, if it has to. */
export function forgetPage(turn: Viewer, view: PersonView, may: Result<unknown>): Outgoing {
  const r = readerOf(turn);
  return {
    text: blocks(
      r.say('forget-title', whose(r, view)),
      r.say('forget-what'),
      !may.ok && r.say(`refusal-${may.code}`, refusalValues(r, may)),
    ),
    buttons: buttonRows(
      [r.button('fgt', [view.dealId, 'x'], 'button-forget-export')],
      [may.ok && r.button('fgt', [view.dealId, 'e'], 'button-forget-erase')],
    ),
  };
}

/** Asked before anything is erased: there is no way back. */
export function confirmForget(turn: Viewer, view: PersonView): Outgoing {
  const r = readerOf(turn);
  return {
    text: blocks(
      r.say('forget-confirm', whose(r, view)),
      r.say('forget-confirm-goes'),
      r.say('forget-confirm-stays'),
      r.say('forget-confirm-elsewhere'),
    ),
    buttons: buttonRows(
      [r.button('fgt', [view.dealId, 'y'], 'button-forget-yes')],
      [r.button('fgt', [view.dealId], 'button-forget-no')],
    ),
  };
}

export function forgotten(turn: Viewer): Outgoing {
  const r = readerOf(turn);
  return { text: blocks(r.say('forgotten'), r.say('forget-confirm-elsewhere')) };
}

/** The file itself is made when it is sent, so that it is not kept. */
export function personalData(r: Reader, { dealId }: MessageData['personal_data']): Outgoing {
  return { text: r.say('personal-data', { deal: String(dealId) }) };
}
