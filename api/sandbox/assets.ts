import { createAssets } from '../pages/assets.ts';
import base from '../pages/base.css';
import chatCss from './chat.css';
import attach from './client/attach.client.js';
import chat from './client/chat.client.js';
import commands from './client/commands.client.js';
import composer from './client/composer.client.js';
import dom from './client/dom.client.js';
import guide from './client/guide.client.js';
import main from './client/main.client.js';
import media from './client/media.client.js';
import menu from './client/menu.client.js';
import message from './client/message.client.js';
import messenger from './client/messenger.client.js';
import phone from './client/phone.client.js';
import replyKeys from './client/reply-keys.client.js';
import samples from './client/samples.client.js';
import sheet from './client/sheet.client.js';
import text from './client/text.client.js';
import phoneCss from './phone.css';
import playgroundCss from './playground.css';

/** Files of the playground. */
export const sandboxAssets = createAssets('/sandbox/assets', {
  'base.css': base,
  'playground.css': playgroundCss,
  'phone.css': phoneCss,
  'chat.css': chatCss,
  'attach.js': attach,
  'chat.js': chat,
  'commands.js': commands,
  'composer.js': composer,
  'dom.js': dom,
  'guide.js': guide,
  'main.js': main,
  'media.js': media,
  'menu.js': menu,
  'message.js': message,
  'messenger.js': messenger,
  'phone.js': phone,
  'reply-keys.js': replyKeys,
  'samples.js': samples,
  'sheet.js': sheet,
  'text.js': text,
});
