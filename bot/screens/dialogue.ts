import type { Button, Outgoing } from '../../domain/ports/channel.ts';
import { type Reader, readerOf, type Viewer } from './reader.ts';

/** Every step of a dialogue can be left. */
export function stopButton(r: Reader): Button {
  return r.button('dlg', ['stop'], 'button-stop');
}

/** The dialogue was left; nothing has come of it. */
export function stopped(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('stopped') };
}

/** Words came where only a button decides. */
export function pressPlease(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('press-please') };
}

/** The sum is above a ceiling: an owner has been asked. */
export function sentForApproval(turn: Viewer): Outgoing {
  return { text: readerOf(turn).say('sent-for-approval') };
}
