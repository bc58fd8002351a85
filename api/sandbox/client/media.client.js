import { h, icon } from './dom.client.js';

/** What a message carries beside its words: a picture, a voice, a file. */
export function mediaOf(media, phone) {
  const { words } = phone;
  const address = phone.messenger.fileUrl(media);
  switch (media.kind) {
    case 'photo':
    case 'sticker':
      return picture(address, media, phone);
    case 'voice':
    case 'audio':
      return h('audio', {
        class: 'voice',
        controls: true,
        preload: 'none',
        src: address,
        'aria-label': words.voiceMessage,
      });
    case 'video':
    case 'animation':
    case 'video_note':
      return h('video', { class: 'picture', controls: true, preload: 'metadata', src: address });
    default:
      return file(address, media, words);
  }
}

function picture(address, media, phone) {
  const image = h('img', { src: address, alt: media.name || phone.words.photoAlt, loading: 'lazy' });
  return h(
    'button',
    {
      type: 'button',
      class: `picture ${media.kind}`,
      onclick: () => phone.sheet.picture(address, image.alt),
    },
    image,
  );
}

function file(address, { name, size }, words) {
  return h(
    'a',
    { class: 'file', href: address, download: name || 'file' },
    h('span', { class: 'file-icon' }, icon('file')),
    h(
      'span',
      {},
      h('span', { class: 'file-name' }, name || 'file'),
      h('span', { class: 'file-size' }, sizeText(size, words)),
    ),
  );
}

function sizeText(bytes, { locale, bytes: unit, kilobytes }) {
  const number = (value) => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
  return bytes < 1024 ? `${number(bytes)} ${unit}` : `${number(bytes / 1024)} ${kilobytes}`;
}
