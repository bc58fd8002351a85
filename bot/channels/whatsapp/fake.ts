import { Hono } from 'hono';
import type { ChannelFake, ChannelFakeOptions } from '../channel-module.ts';
import { controlRoutes } from './fake/control.ts';
import { Deliveries, updateOf } from './fake/deliveries.ts';
import { type Fault, Faults } from './fake/faults.ts';
import { graphRoutes } from './fake/graph.ts';
import { type NewPerson, People } from './fake/people.ts';
import { GraphError, type Person, type State } from './fake/types.ts';
import { type ChatView, chatView, type MessageView } from './fake/view.ts';
import { emptyState, type FakeWhatsAppOptions, World } from './fake/world.ts';

export type { FakeWhatsAppOptions, Fault, MessageView };

/** The emulated messenger: Meta's Cloud API, and hands to act as its people. */
export interface FakeWhatsApp extends ChannelFake {
  /** What people do; each act makes the webhook that Meta would send. */
  readonly people: People;
  person(person: NewPerson): Person;
  /** Throws for a person who is not there. */
  chat(id: number): ChatView;
  messages(id: number): readonly MessageView[];
  /** Makes the next `times` calls go wrong: of `messages`, `media`, `download`, or `*`. */
  fail(method: string, fault: Fault, times?: number): void;
  /** Sets a template's status: `APPROVED`, `PAUSED`, `DISABLED`, `REJECTED`. */
  setTemplate(name: string, status: string): void;
  /** The last webhook as its body; with `count` the last ones in one. */
  lastUpdate(count?: number): string;
  /** How often `messages` or `media` was called, faults included. */
  calls(method: string): number;
}

/**
 * A working Cloud API in memory, over web standards only: real clients run against it. Mounted anywhere, it serves
 * `/<version>/<id>/…` and `/control/...`.
 */
export function createFakeWhatsApp(
  given: FakeWhatsAppOptions & Pick<ChannelFakeOptions, 'publicRoot' | 'root'> = {},
): FakeWhatsApp {
  const options = {
    ...given,
    ...(given.root ? { webhookUrl: `${given.root}/webhooks/whatsapp` } : {}),
    ...(given.publicRoot ? { payRoot: `${given.publicRoot}/pay/` } : {}),
  };
  const world = new World(options);
  const people = new People(world);
  const faults = new Faults();
  const deliveries = new Deliveries(world);
  const closed = new AbortController();
  const counts = new Map<string, number>();
  const count = (method: string) => void counts.set(method, (counts.get(method) ?? 0) + 1);
  const app = new Hono();
  app.route('/control', controlRoutes(world, people, faults, closed.signal));
  app.route('/', graphRoutes(world, faults, deliveries, closed.signal, count));
  return {
    app,
    people,
    env: (root) => {
      world.root = root;
      return {
        WHATSAPP_ACCESS_TOKEN: world.accessToken,
        WHATSAPP_PHONE_NUMBER_ID: world.phoneNumberId,
        WHATSAPP_APP_SECRET: world.appSecret,
        WHATSAPP_VERIFY_TOKEN: world.verifyToken,
        WHATSAPP_BUSINESS_ACCOUNT_ID: world.businessAccountId,
        WHATSAPP_API_ROOT: root,
      };
    },
    person: (person) => people.add(person),
    chat: (id) => viewOf(world, id),
    messages: (id) => viewOf(world, id).messages,
    fail: (method, fault, times) => faults.plan(method, fault, times),
    setTemplate: (name, status) => {
      for (const each of world.state.templates) if (each.name === name) each.status = status;
    },
    lastUpdate: (size = 1) => updateOf(world, world.state.recent.slice(-size)),
    calls: (method) => counts.get(method) ?? 0,
    snapshot: () => JSON.stringify(world.state),
    restore: (json) => {
      world.state = readState(json);
      world.wake();
    },
    close: () => {
      deliveries.close();
      closed.abort();
    },
  };
}

function viewOf(world: World, id: number): ChatView {
  const chat = world.chat(id);
  if (!chat) throw new GraphError(404, 'no such person', 404);
  return chatView(world, chat);
}

function readState(json: string): State {
  const value: unknown = JSON.parse(json);
  const fields = Object.keys(emptyState(''));
  if (typeof value !== 'object' || value === null || fields.some((field) => !(field in value)))
    throw new Error('not a snapshot of the emulated WhatsApp');
  return value as State;
}
