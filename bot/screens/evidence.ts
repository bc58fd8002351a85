import type { MessageData } from '../../domain/message.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { evidencePage } from './evidence-page.ts';
import { blocks, type Reader } from './reader.ts';

/** The evidence pack of a dispute: one file that opens anywhere, and the address at which it is read too. */
export function evidence(r: Reader, pack: MessageData['evidence']): Outgoing {
  const { number } = pack.invoice;
  return {
    text: blocks(r.say('evidence-ready', { number }), r.say('evidence-ready-next')),
    document: {
      bytes: new TextEncoder().encode(evidencePage(r, pack)),
      name: `evidence-${number.replace(/[^\w-]/g, '')}.html`,
      type: 'text/html; charset=utf-8',
    },
    buttons: [
      [{ text: r.label('button-evidence-open'), url: `${r.publicUrl}/evidence/${pack.token}` }],
      [r.button('deal', [pack.deal.id], 'button-open-deal')],
    ],
  };
}
