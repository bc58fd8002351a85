import type { Button, Outgoing } from '../../domain/ports/channel.ts';

/** Ids of a screen's buttons, in order. */
export function idsOf({ buttons = [] }: Outgoing): string[] {
  return buttons.flat().flatMap((button) => ('id' in button ? [button.id] : []));
}

/** Addresses that a screen's buttons open, in order. */
export function urlsOf({ buttons = [] }: Outgoing): string[] {
  return buttons.flat().flatMap((button) => ('url' in button ? [button.url] : []));
}

/**
 * What is wrong with a screen, in words; empty when a channel can show it. Limits: Telegram Bot API,
 * the least of all channels (`callback_data` 1 to 64 bytes); the markup is the port's.
 */
export function faultsOf(screen: Outgoing): string[] {
  return [
    ...(screen.buttons ?? []).flat().flatMap(faultsOfButton),
    ...((screen.buttons ?? []).some((row) => row.length === 0) ? ['an empty row of buttons'] : []),
    ...screen.text.split('\n').flatMap(faultsOfLine),
    ...(screen.text.length > 4096 ? ['too long a text'] : []),
    ...(/\n{3}|^\n|\n$/.test(screen.text) ? ['empty lines'] : []),
  ];
}

function faultsOfButton(button: Button): string[] {
  const bytes = 'id' in button ? new TextEncoder().encode(button.id).length : 1;
  return [
    ...(bytes < 1 || bytes > 64 ? [`id of ${bytes} bytes`] : []),
    ...(button.text.trim() === '' ? ['a button without words'] : []),
    ...(/[<>]|\{\s*\$/.test(button.text) ? [`markup or a missing value in a button: ${button.text}`] : []),
  ];
}

function faultsOfLine(line: string): string[] {
  const bare = line.replaceAll(/<(b|i|code)>[^<>]*<\/\1>/g, '').replaceAll(/&(?:lt|gt|amp);/g, '');
  return [
    ...(/[<>&]/.test(bare) ? [`broken markup: ${line}`] : []),
    // Fluent writes `{$name}` for a value that it was not given.
    ...(/\{\$?\w+\}|undefined|null|NaN|\[object/.test(line) ? [`a missing value: ${line}`] : []),
  ];
}
