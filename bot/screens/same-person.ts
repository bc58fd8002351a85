import type { DealCase } from '../../domain/case.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { readerOf, type Viewer } from './reader.ts';
import { originName } from './source.ts';

/** Whether somebody is whom we know elsewhere. Neither name nor deals are told before they say so. */
export function samePerson(turn: Viewer, channel: string): Outgoing {
  const r = readerOf(turn);
  return {
    text: r.say('same-person', { channel: originName(r, channel) }),
    buttons: [
      [r.button('dlg', ['ok', 'same'], 'button-same-yes'), r.button('dlg', ['no', 'same'], 'button-same-no')],
    ],
  };
}

/** They are: what goes on here. */
export function sameJoined(turn: Viewer, { deal }: DealCase): Outgoing {
  const r = readerOf(turn);
  return { text: deal.title ? r.say('same-joined-about', { title: deal.title }) : r.say('same-joined') };
}

/** The same, for the other messenger: in case it was somebody else. */
export function joinedElsewhere(turn: Viewer, channel: string): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('same-elsewhere', { channel: originName(r, channel) }) };
}
