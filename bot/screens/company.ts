import type { Company } from '../../domain/contact.ts';
import type { Outgoing } from '../../domain/ports/channel.ts';
import { stopButton } from './dialogue.ts';
import { buttonRows, lines, readerOf, type Viewer } from './reader.ts';

export function askInn(turn: Viewer, present: Company | null): Outgoing {
  const r = readerOf(turn);
  return {
    text: lines(
      r.say('company-ask-inn'),
      present && r.say('company-now', { name: present.name, inn: present.inn }),
    ),
    buttons: buttonRows([present && r.button('dlg', ['skip'], 'button-company-remove'), stopButton(r)]),
  };
}

/** The check digits do not fit: nothing is kept. */
export function badInn(turn: Viewer): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('company-bad-inn'), buttons: [[stopButton(r)]] };
}

export function askCompanyName(turn: Viewer, inn: string): Outgoing {
  const r = readerOf(turn);
  return { text: r.say('company-ask-name', { inn }), buttons: [[stopButton(r)]] };
}

export function companySet(turn: Viewer, company: Company | null): Outgoing {
  const r = readerOf(turn);
  return {
    text: company ? r.say('company-set', { name: company.name, inn: company.inn }) : r.say('company-removed'),
  };
}
