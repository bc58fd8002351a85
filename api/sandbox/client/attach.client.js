import { h, iconButton } from './dom.client.js';
import { openMenu } from './menu.client.js';
import { ownFile, sampleFile, samplePhoto, sampleVoice, toBase64 } from './samples.client.js';

/** The paper clip: a photo, a file, one's own number. What stands in the composer goes along as the caption. */
export function createAttach(phone) {
  const { words, person } = phone;
  const input = h('input', {
    type: 'file',
    hidden: true,
    'aria-label': words.own,
    'data-testid': `own-file-${person.id}`,
  });
  input.addEventListener('change', () => {
    const [file] = input.files;
    if (file) send(phone, ownFile(file));
    input.value = '';
  });
  const button = iconButton('clip', words.attach, {
    'aria-haspopup': 'menu',
    'data-testid': `attach-${person.id}`,
  });
  const items = [
    { label: words.photo, testid: 'attach-photo', run: () => send(phone, samplePhoto()) },
    { label: words.file, testid: 'attach-file', run: () => send(phone, sampleFile()) },
    { label: words.own, testid: 'attach-own', run: () => input.click() },
    { label: words.contact, testid: 'attach-contact', run: () => phone.act('contact') },
  ];
  button.addEventListener('click', () =>
    openMenu(phone.screen, button, items, { label: words.attach, up: true }),
  );
  return [button, input];
}

export function sendVoice(phone) {
  return send(phone, sampleVoice());
}

async function send(phone, making) {
  const { kind, name, mime, bytes } = await making;
  const caption = kind === 'voice' ? '' : phone.composer.take();
  await phone.act('file', { kind, name, mime, base64: toBase64(bytes), caption });
}
