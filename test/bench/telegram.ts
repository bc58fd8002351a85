import { join } from 'node:path';
import { webhookSecret } from '../../bot/channels/telegram/webhook.ts';
import { BANK } from '../faults/open-payments.ts';
import { type FakeMessenger, openMessenger } from './parts/fake-messenger.ts';
import { Line, post } from './parts/load.ts';
import { startProgram } from './parts/program.ts';
import { type Figure, goal, median, percentile, ROUNDS, ratioOf, report } from './parts/report.ts';
import { withFolder } from './parts/scratch.ts';
import { fill, openPayment } from './parts/seed.ts';
import { launch } from './parts/servers.ts';
import { openSql } from './parts/sql.ts';

const TOKEN = '1:bench';
const MAILING = 5_000;
/** Commands in each round, this far apart: below what Telegram takes in a second. */
const COMMANDS = 30;
const APART_MS = 60;
/** Staff who write in turn, as one chat takes one message a second. */
const STAFF = 30;
const FIRST_CHAT = 2_000_000;

interface Ends {
  readonly till: Line;
  readonly echo: Line;
  readonly messenger: FakeMessenger;
  readonly headers: Readonly<Record<string, string>>;
}

let serial = 0;

/** Milliseconds from an update to the first call out for it. */
async function answerTime(line: Line, { messenger, headers }: Ends, text: string): Promise<number> {
  const id = FIRST_CHAT + (serial % STAFF);
  const person = { id, first_name: 'Anna', type: 'private' };
  const entities = [{ type: 'bot_command', offset: 0, length: text.split(' ')[0]?.length ?? 0 }];
  const message = {
    message_id: 1,
    date: Math.floor(Date.now() / 1000),
    chat: person,
    from: { ...person, is_bot: false },
    text,
    entities,
  };
  const body = Buffer.from(JSON.stringify({ update_id: ++serial, message }));
  const out = messenger.next(id);
  const from = performance.now();
  const taken = line.ask(
    post('/webhooks/telegram', { 'content-type': 'application/json', ...headers }, body),
  );
  const at = await out;
  if ((await taken) !== 200) throw new Error('an update was not taken');
  return at - from;
}

interface Rounds {
  readonly ours: number[][];
  readonly raw: number[][];
}

async function rounds(ends: Ends): Promise<Rounds> {
  const found: Rounds = { ours: [], raw: [] };
  for (let round = -1; round < ROUNDS; round++) {
    const [ours, raw]: [number[], number[]] = [[], []];
    for (let index = 0; index < COMMANDS; index++) {
      const deal = openPayment(index).dealId;
      const text = index % 2 === 0 ? `/deal ${deal}` : `/invoice ${deal} 15000 Логотип`;
      ours.push(await answerTime(ends.till, ends, text));
      raw.push(await answerTime(ends.echo, ends, text));
      await new Promise((resolve) => setTimeout(resolve, APART_MS));
    }
    if (round < 0) continue;
    found.ours.push(ours);
    found.raw.push(raw);
  }
  return found;
}

function figuresOf(when: string, { ours, raw }: Rounds): Figure[] {
  const [till, echo] = [ours.map(median), raw.map(median)];
  const ratio = ratioOf(till, echo);
  const p99 = percentile(ours.flat(), 0.99);
  return [
    {
      what: `update to first call out${when}`,
      ours: median(till),
      raw: median(echo),
      unit: 'ms',
      ratio,
      ...goal(ratio, '<=', 3),
    },
    {
      what: `p99 of it${when}`,
      ours: p99,
      raw: percentile(raw.flat(), 0.99),
      unit: 'ms',
      ratio: p99 / percentile(raw.flat(), 0.99),
      ...goal(p99, '<=', 30, 'ms'),
    },
  ];
}

/** SQL of so many numbers `i` from 0, to be put before a SELECT. */
const numbers = (count: number) =>
  `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1})`;

async function hire(databaseUrl: string, count: number): Promise<void> {
  const sql = await openSql(databaseUrl);
  await sql.run(
    `INSERT INTO staff (id, channel, address, name, role, locale, active, created_at, version)
     ${numbers(count)} SELECT 'staff-' || i, 'telegram', ${FIRST_CHAT} + i, 'Anna', 'manager', 'ru', 1, 1, 1 FROM n`,
  );
  await sql.close();
}

/** Puts a mailing into the outbox, one message for each of so many chats, behind everything that is about money. */
async function mail(databaseUrl: string): Promise<void> {
  const sql = await openSql(databaseUrl);
  await sql.run(
    `INSERT INTO messages (id, dedupe_key, kind, data, channel, address, locale, priority, deal_id, not_before, created_at, request_id)
     ${numbers(MAILING)} SELECT 'mail-' || i, 'mail-' || i, t.kind, t.data, 'telegram', 9000000 + i, 'ru', 2, NULL, 0, 0, 'mailing'
     FROM n CROSS JOIN (SELECT kind, data FROM messages WHERE kind = 'invoice_paid' LIMIT 1) t`,
  );
  await sql.close();
}

await withFolder(async (folder) => {
  const databaseUrl = `file:${join(folder, 'till.db')}`;
  await fill(databaseUrl, { open: 1_000, paid: 1_000 });
  await hire(databaseUrl, STAFF);
  const messenger = await openMessenger();
  const program = await startProgram({
    ...BANK,
    DATABASE_URL: databaseUrl,
    TELEGRAM_BOT_TOKEN: TOKEN,
    TELEGRAM_API_ROOT: messenger.apiRoot,
    TELEGRAM_MODE: 'webhook',
  });
  const bare = await launch('bare-telegram-server', [messenger.apiRoot, TOKEN]);
  const secret = await webhookSecret({ token: TOKEN, webhookSecret: null } as Parameters<
    typeof webhookSecret
  >[0]);
  const headers = { 'x-telegram-bot-api-secret-token': secret };
  const ends = { till: new Line(program.port), echo: new Line(bare.port), messenger, headers };
  const alone = figuresOf('', await rounds(ends));
  await mail(databaseUrl);
  const before = messenger.arrived();
  const during = figuresOf(', during a mailing of 5,000', await rounds(ends));
  const sent = messenger.arrived() - before - 2 * (ROUNDS + 1) * COMMANDS;
  if (sent <= 0 || sent >= MAILING) throw new Error(`the mailing was not under way: ${sent} went out`);
  ends.till.close();
  ends.echo.close();
  await bare.stop();
  await program.stop();
  messenger.close();
  report([...alone, ...during]);
});
