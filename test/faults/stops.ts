import { type Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Running } from '../support/process.ts';
import { chargeEvent, type OpenPayment, signedHeaders } from './open-payments.ts';
import type { Chance } from './seeded.ts';
import { WEBHOOK } from './sender.ts';

export interface Stops {
  /** Webhooks that were answered with 200. */
  readonly acknowledged: readonly OpenPayment[];
  /** Requests that a process had taken, and that got no answer. */
  readonly dropped: number;
  /** Answers other than 200, by status. */
  readonly otherwise: ReadonlyMap<number, number>;
  /** Exit codes other than 0. */
  readonly unclean: readonly (number | null)[];
  /** How long each stop took, milliseconds. */
  readonly times: readonly number[];
}

interface Plan {
  readonly stops: number;
  readonly senders: number;
  readonly chance: Chance;
  /** A connection of its own for each request, or connections that are kept. */
  readonly agents: readonly Agent[];
  start(): Promise<Running>;
}

/** What came back: a status; `nobody` when no process took it; `dropped` when one did and did not answer. */
type Fate = number | 'nobody' | 'dropped';

/** Stops the till again and again under senders that never pause, as a deployment does. */
export async function stopAgainAndAgain(open: readonly OpenPayment[], plan: Plan): Promise<Stops> {
  const { chance, stops } = plan;
  const acknowledged = new Map<string, OpenPayment>();
  const otherwise = new Map<number, number>();
  const unclean: (number | null)[] = [];
  const times: number[] = [];
  let till = await plan.start();
  let [over, next, dropped] = [false, 0, 0];

  const send = async (sender: number): Promise<void> => {
    const agent = plan.agents[sender % plan.agents.length] as Agent;
    while (!over) {
      const about = open[next++ % open.length] as OpenPayment;
      const fate = await post(till.url, about, agent);
      if (fate === 200) acknowledged.set(about.chargeId, about);
      else if (fate === 'dropped') dropped++;
      else if (fate !== 'nobody') otherwise.set(fate, (otherwise.get(fate) ?? 0) + 1);
      if (fate !== 200) await pause(2);
    }
  };
  const sending = Array.from({ length: plan.senders }, (_, index) => send(index));
  for (let count = 0; count < stops; count++) {
    const before = acknowledged.size;
    // Something is answered first, so that it is a stop under load and not of an idle process.
    for (let waited = 0; acknowledged.size < before + plan.senders && waited < 2_000; waited++)
      await pause(5);
    await pause(chance.between(0, 60));
    const begun = performance.now();
    const code = await till.stop();
    times.push(performance.now() - begun);
    if (code !== 0) unclean.push(code);
    till = await plan.start();
  }
  over = true;
  await Promise.all(sending);
  for (const agent of plan.agents) agent.destroy();
  const last = await till.stop();
  if (last !== 0) unclean.push(last);
  return { acknowledged: [...acknowledged.values()], dropped, otherwise, unclean, times };
}

/** Connections that have brought an answer: whoever answered has them in hand. */
const proven = new WeakSet<Socket>();

/**
 * A request is taken once it has gone out on a connection that brought an answer before; on a new one, once the
 * till has said "100 Continue": until then it may be with the system, whose queue no process can empty.
 */
async function post(url: string, about: OpenPayment, agent: Agent): Promise<Fate> {
  const body = new TextEncoder().encode(JSON.stringify(chargeEvent(about)));
  const length = { 'content-length': String(body.length), expect: '100-continue' };
  const headers = { ...(await signedHeaders(body)), ...length };
  return new Promise((resolve) => {
    const asked = request(url + WEBHOOK, { method: 'POST', agent, headers });
    let taken = false;
    asked.on('socket', (socket: Socket) => {
      taken = proven.has(socket);
    });
    asked.on('continue', () => {
      taken = true;
      asked.end(body);
    });
    const lost = (): void => resolve(taken ? 'dropped' : 'nobody');
    asked.on('error', lost);
    asked.on('response', (response) => {
      proven.add(response.socket);
      response.resume();
      response.on('end', () => (response.complete ? resolve(response.statusCode ?? 0) : lost()));
      response.on('error', lost);
      response.on('close', lost);
    });
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
