import type { Outgoing } from '../../domain/ports/channel.ts';
import { buttonId } from './buttons.ts';
import { blocks, buttonRows, lines, type Reader, readerOf, type Viewer } from './reader.ts';

type Step = 'need' | 'name' | 'phone';

/** Longest name that a button offers. */
const NAME = 24;

interface Known {
  /** As the messenger gives it, or as the person said. */
  readonly name: string | null;
  /** The very first thing that they hear from us. */
  readonly first: boolean;
}

/** One of the questions to somebody new; the first one greets. */
export function question(turn: Viewer, step: Step, { name, first }: Known): Outgoing {
  const r = readerOf(turn);
  const greeting = first && r.say(step === 'need' ? 'lead-greeting' : 'lead-greeting-heard');
  return { ...asked(r, step, name), text: blocks(greeting, r.say(`lead-${step}`)) };
}

/** The answer did not fit: it is passed on, and the question stays. */
export function questionAgain(turn: Viewer, step: Step): Outgoing {
  const r = readerOf(turn);
  return { ...asked(r, step, null), text: lines(r.say('lead-passed-on'), r.say(`lead-${step}`)) };
}

function asked(r: Reader, step: Step, name: string | null): Omit<Outgoing, 'text'> {
  if (step === 'phone')
    return { askContact: { label: r.label('lead-share-phone'), skip: r.label('lead-skip') } };
  const short = name && name.length > NAME ? `${name.slice(0, NAME - 1).trimEnd()}…` : name;
  const use = step === 'name' && short ? { id: buttonId('dlg', 'use', step), text: short } : null;
  return { buttons: buttonRows([use], [r.button('dlg', ['skip', step], 'lead-skip')]) };
}

/** Everything is known: what happens next. */
export function finished(turn: Viewer, name: string | null): Outgoing {
  const r = readerOf(turn);
  return {
    text: name ? r.say('lead-finished-name', { name }) : r.say('lead-finished'),
    removeKeyboard: true,
  };
}
