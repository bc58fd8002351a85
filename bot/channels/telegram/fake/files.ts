import { fromBase64 } from '../../fake-view.ts';
import type { Upload } from './params.ts';
import { badRequest, type StoredFile } from './types.ts';
import type { World } from './world.ts';

const FOLDERS: Readonly<Record<string, string>> = {
  photo: 'photos',
  voice: 'voice',
  audio: 'music',
  video: 'videos',
  document: 'documents',
  sticker: 'stickers',
  animation: 'animations',
  video_note: 'video_notes',
};

/** The Bot API's names of kinds in its error messages. */
const KIND_WORDS: Readonly<Record<string, string>> = {
  photo: 'Photo',
  voice: 'VoiceNote',
  audio: 'Audio',
  video: 'Video',
  document: 'Document',
  sticker: 'Sticker',
  animation: 'Animation',
  video_note: 'VideoNote',
};

export function storeFile(world: World, kind: string, upload: Upload, url?: string): StoredFile {
  const number = world.state.nextFile++;
  const id = `F${kind}-${world.bot.id}-${number}`;
  const mime = upload.mime === 'application/octet-stream' ? sniff(upload) : upload.mime;
  const file: StoredFile = {
    id,
    unique: `U${number}`,
    kind,
    path: `${FOLDERS[kind] ?? 'files'}/file_${number}${/\.\w+$/.exec(upload.name)?.[0] ?? ''}`,
    name: upload.name,
    mime,
    size: upload.bytes.length,
    base64: toBase64(upload.bytes),
    ...(url ? { url } : {}),
  };
  world.state.files[id] = file;
  return file;
}

/** Finds what a parameter means: a file sent along, one stored before, or an address. */
export function resolveFile(
  world: World,
  kind: string,
  value: string | undefined,
  upload: Upload | undefined,
): StoredFile {
  if (upload) return storeFile(world, kind, upload);
  if (!value) throw badRequest(`there is no ${kind.replace('_', ' ')} in the request`);
  const known = world.state.files[value];
  if (known && known.kind !== kind) {
    throw badRequest(`can't use file of type ${KIND_WORDS[known.kind]} as ${KIND_WORDS[kind]}`);
  }
  if (known) return known;
  if (/^https?:\/\//.test(value)) {
    const name = new URL(value).pathname.split('/').at(-1) || kind;
    return storeFile(world, kind, { bytes: new Uint8Array(), name, mime: 'application/octet-stream' }, value);
  }
  throw badRequest('wrong file identifier/HTTP URL specified');
}

/** The field of a message that shows a file. */
export function fileContent(file: StoredFile): Record<string, unknown> {
  const base = { file_id: file.id, file_unique_id: file.unique, file_size: file.size };
  const named = { ...base, file_name: file.name, mime_type: file.mime };
  switch (file.kind) {
    case 'photo': {
      const { width, height } = pngSize(file.base64) ?? { width: 640, height: 480 };
      return { photo: [{ ...base, width, height }] };
    }
    case 'voice':
      return { voice: { ...base, duration: 1, mime_type: file.mime } };
    case 'audio':
      return { audio: { ...named, duration: 1 } };
    case 'video':
      return { video: { ...named, duration: 1, width: 640, height: 480 } };
    case 'animation': {
      const animation = { ...named, duration: 1, width: 320, height: 240 };
      return { animation, document: named };
    }
    case 'video_note':
      return { video_note: { ...base, duration: 1, length: 240 } };
    case 'sticker':
      return {
        sticker: { ...base, type: 'regular', width: 512, height: 512, is_animated: false, is_video: false },
      };
    default:
      return { document: named };
  }
}

const MAGIC: readonly [string, string][] = [
  ['\x89PNG', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF8', 'image/gif'],
  ['OggS', 'audio/ogg'],
  ['%PDF', 'application/pdf'],
];

function sniff({ bytes, mime }: Upload): string {
  const head = String.fromCharCode(...bytes.slice(0, 4));
  return MAGIC.find(([magic]) => head.startsWith(magic))?.[1] ?? mime;
}

/** Width and height stand at fixed places of a PNG's first chunk. */
function pngSize(base64: string): { width: number; height: number } | null {
  const bytes = fromBase64(base64.slice(0, 32));
  if (bytes.length < 24 || bytes[1] !== 0x50) return null;
  const view = new DataView(bytes.buffer);
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function toBase64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
