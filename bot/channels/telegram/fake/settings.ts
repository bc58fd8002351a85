import { isRecord } from './markup.ts';
import type { Method } from './messages.ts';
import type { Params } from './params.ts';
import { badRequest, type Chat, type Command } from './types.ts';
import { asChat, type World } from './world.ts';

/** Methods about the bot itself: its name, its menu, its files, its answers to buttons. */
export function settingMethods(world: World): Record<string, Method> {
  const methods: Record<string, Method> = {
    getme: () => ({
      ...world.bot,
      can_join_groups: false,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: false,
      has_main_web_app: false,
    }),
    getchat: (params) => {
      const chat = world.chat(params.int('chat_id') ?? 0);
      if (!chat) throw badRequest('chat not found');
      return { ...asChat(chat.person), accent_color_id: 0, max_reaction_count: 0 };
    },
    getfile: (params) => getFile(world, params),
    answercallbackquery: (params) => answerPress(world, params),
    setmycommands: (params) => setCommands(world, params),
    getmycommands: (params) => world.state.commands[menuKey(params)] ?? [],
    deletemycommands: (params) => {
      delete world.state.commands[menuKey(params)];
      return true;
    },
    logout: () => true,
    close: () => true,
  };
  const profile = ['Name', 'Description', 'ShortDescription', 'DefaultAdministratorRights'];
  for (const name of profile) {
    methods[`setmy${name.toLowerCase()}`] = (params) => keep(world, name, params);
  }
  methods.getmyname = () => ({ name: world.state.profile.Name ?? world.bot.first_name });
  methods.getmydescription = () => ({ description: world.state.profile.Description ?? '' });
  methods.getmyshortdescription = () => ({
    short_description: world.state.profile.ShortDescription ?? '',
  });
  methods.setchatmenubutton = () => true;
  methods.getchatmenubutton = () => ({ type: 'commands' });
  return methods;
}

function keep(world: World, name: string, params: Params): true {
  const field = name.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();
  world.state.profile[name] = params.text(field) ?? '';
  return true;
}

function getFile(world: World, params: Params) {
  const file = world.state.files[params.text('file_id') ?? ''];
  if (!file) throw badRequest('invalid file_id');
  const { id, unique, size, path } = file;
  return { file_id: id, file_unique_id: unique, file_size: size, file_path: path };
}

function answerPress(world: World, params: Params): true {
  const press = world.state.presses[params.text('callback_query_id') ?? ''];
  if (!press || press.answered) {
    throw badRequest('query is too old and response timeout expired or query ID is invalid');
  }
  press.answered = true;
  press.text = params.text('text') ?? null;
  press.alert = params.flag('show_alert');
  press.url = params.text('url') ?? null;
  world.changed({ userId: press.userId, type: 'answer', data: { press: press.id, text: press.text } });
  return true;
}

/** `default:`, `default:ru`, `chat/5:`: commands are kept by scope and language. */
function menuKey(params: Params): string {
  const scope = params.json('scope');
  const type = isRecord(scope) ? String(scope.type) : 'default';
  const place = isRecord(scope) && scope.chat_id !== undefined ? `${type}/${String(scope.chat_id)}` : type;
  return `${place}:${params.text('language_code') ?? ''}`;
}

function setCommands(world: World, params: Params): true {
  const list = params.json('commands');
  if (!Array.isArray(list)) throw badRequest("can't parse commands JSON object");
  const commands = list.map((value): Command => {
    const command = isRecord(value) ? String(value.command).replace(/^\//, '') : '';
    const description = isRecord(value) ? String(value.description ?? '').trim() : '';
    if (!/^[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command, description };
  });
  world.state.commands[menuKey(params)] = commands;
  for (const chat of Object.values(world.state.chats))
    world.changed({ userId: chat.person.id, type: 'chat' });
  return true;
}

/** The menu that a person sees (Bot API, Determining list of commands). */
export function menuOf(world: World, chat: Chat): Command[] {
  const { id, language_code: code } = chat.person;
  const language = code?.split('-')[0] ?? '';
  for (const place of [`chat/${id}`, 'all_private_chats', 'default']) {
    const menu = world.state.commands[`${place}:${language}`] ?? world.state.commands[`${place}:`];
    if (menu) return menu;
  }
  return [];
}
