import type { Mutation } from './mutant.ts';
import type { TrialName } from './trials.ts';

/**
 * R22: every guard that was taken out of the till to see whether somebody notices, and who does. Some are
 * text of the real code put aside when it is bundled, and are proved by `r22-mutants.test.ts`; the others are proved in
 * the recipe's own file, by the test of this name.
 */
export type Mutant = { readonly guard: string; readonly recipe: string } & (
  | { readonly mutation: Mutation; readonly trial: TrialName }
  | { readonly file: string; readonly test: string }
);

const QUEUES = 'prisma/sqlite/queues.ts';

/** Proved by the runner, one at a time. */
export const PUT_ASIDE: readonly Extract<Mutant, { mutation: Mutation }>[] = [
  {
    guard: 'conditional update: a deal is saved only over the version that was read',
    recipe: 'R12',
    trial: 'R12',
    mutation: { file: 'prisma/sqlite/commit.ts', from: 'Number(stored[at]) !== state.version', to: 'false' },
  },
  {
    guard: 'unique key: an update that is in the inbox is not taken again',
    recipe: 'R19',
    trial: 'R19',
    mutation: {
      file: 'prisma/sqlite/commit.ts',
      from: 'for (const entry of changes.inbox ?? []) addInbox(entry);',
      to: '',
    },
  },
  {
    guard: 'lease token: only the holder’s report counts',
    recipe: 'R13',
    trial: 'R13, leases',
    mutation: {
      file: QUEUES,
      from: "AND lease_token = :token AND state = 'leased'",
      to: "AND state = 'leased'",
    },
  },
  {
    guard: 'a message taken over from somebody who never reported is marked',
    recipe: 'R13',
    trial: 'R13',
    mutation: {
      file: QUEUES,
      from: "maybe_repeated = CASE WHEN state = 'leased' THEN 1 ELSE maybe_repeated END,",
      to: '',
    },
  },
  {
    guard: 'a message whose answer never came is marked',
    recipe: 'R13',
    trial: 'R13',
    mutation: {
      file: 'api/jobs/deliver.ts',
      from: "const maybeShown = anew && outcome.category === 'unknown';",
      to: 'const maybeShown = false && anew;',
    },
  },
  {
    guard: 'a chat waits for what is to be tried again',
    recipe: 'R13',
    trial: 'R13',
    mutation: {
      file: QUEUES,
      from: 'ELSE b.attempts > 0 AND b.seq < m.seq AND b.priority <= m.priority',
      to: 'ELSE 0',
    },
  },
  {
    guard: 'money is told first',
    recipe: 'messenger away',
    trial: 'messenger away',
    mutation: {
      file: QUEUES,
      from: 'THEN (b.priority, b.seq) < (m.priority, m.seq)',
      to: 'THEN b.seq < m.seq',
    },
  },
  {
    guard: 'idempotency key: the same for every call of one attempt',
    recipe: 'R10',
    trial: 'R10',
    mutation: {
      file: 'api/payments/sandbox/client.ts',
      from: "headers['idempotency-key'] = call.idempotencyKey;",
      to: "headers['idempotency-key'] = crypto.randomUUID();",
    },
  },
  {
    guard: 'no answer is not a no',
    recipe: 'R10',
    trial: 'R10',
    mutation: {
      file: 'domain/decisions/start-payment.ts',
      from: "new Set(['refused', 'invalid', 'not_found'])",
      to: "new Set(['refused', 'invalid', 'not_found', 'unknown'])",
    },
  },
  {
    guard: 'silent payments are asked about',
    recipe: 'R11',
    trial: 'R11',
    mutation: {
      file: QUEUES,
      from: 'claimPaymentChecks: claimChecks(db, tables.payments)',
      to: 'claimPaymentChecks: (..._given: number[]): never[] => []',
    },
  },
  {
    guard: 'what is on its way back counts against what may go back',
    recipe: 'R12',
    trial: 'R12',
    mutation: {
      file: 'domain/refund.ts',
      from: "new Set(['creating', 'unknown', 'pending', 'succeeded'])",
      to: "new Set(['succeeded'])",
    },
  },
  {
    guard: 'a button that is pressed again and again is answered once',
    recipe: 'R19',
    trial: 'R19',
    mutation: {
      file: 'bot/turn.ts',
      from: "if (incoming.type !== 'button' || over)",
      to: 'if (over || !over)',
    },
  },
  {
    guard: 'work that waits for a provider holds up nobody else’s',
    recipe: 'silent provider',
    trial: 'silent provider',
    mutation: {
      file: 'api/jobs/index.ts',
      from: '{ most: MOST_RUNS, patience: PATIENCE }',
      to: '{ most: 1, patience: MOST_RUNS * PATIENCE }',
    },
  },
];

/** Proved beside the recipe. A title of `test.each` is given by the beginning that all its tests share. */
export const IN_THEIR_RECIPES: readonly Extract<Mutant, { test: string }>[] = [
  {
    guard: 'the answer comes after the commit',
    recipe: 'R1',
    file: 'r01-kill.test.ts',
    test: 'is found out when it answers before it has written',
  },
  {
    guard: 'fsync: the disk is waited for',
    recipe: 'R2',
    file: 'r02-power-loss.test.ts',
    test: 'a till that does not wait for the disk is found out',
  },
  {
    guard: 'money and what is said of it are written together',
    recipe: 'R2',
    file: 'r02-power-loss.test.ts',
    test: 'finds out a till that books first and tells later',
  },
  {
    guard: 'one transaction for one decision',
    recipe: 'R3',
    file: 'r03-crash-points.test.ts',
    test: 'a till is found out that',
  },
  {
    guard: 'unique keys of events, money and messages',
    recipe: 'R4',
    file: 'r04-duplicate-storm.test.ts',
    test: 'is found out by a till that forgets what it has seen',
  },
  {
    guard: 'a charge is known again by any door',
    recipe: 'R5',
    file: 'r05-doors.test.ts',
    test: 'a till is found out that',
  },
  { guard: 'paid never falls back', recipe: 'R6', file: 'r06-reordering.test.ts', test: 'R6 would catch' },
  {
    guard: 'money of nobody is kept and tried again',
    recipe: 'R7',
    file: 'r07-early-and-orphan.test.ts',
    test: 'a till is found out that',
  },
  {
    guard: 'signature check',
    recipe: 'R8',
    file: 'r08-malformed.test.ts',
    test: 'is found out to be taken by a till that does not check signatures',
  },
  {
    guard: 'signature check, its age, its secret and its text, for each vendor',
    recipe: 'R9',
    file: 'r09-signatures.test.ts',
    test: 'a provider is found out that has one guard less',
  },
  {
    guard: 'comparison in constant time',
    recipe: 'R9',
    file: 'r09-signatures.test.ts',
    test: 'and it is found out where they are not',
  },
  {
    guard: 'the key goes over the wire as it is kept',
    recipe: 'R10',
    file: 'r10-provider-faults.test.ts',
    test: 'is found out when each call has a key of its own',
  },
  {
    guard: 'what is booked is known again when its webhook comes later',
    recipe: 'R11',
    file: 'r11-lost-webhooks.test.ts',
    test: 'are doubled by a till that forgets what it has booked',
  },
  {
    guard: 'a refund has one key, whatever becomes of its answers',
    recipe: 'R12',
    file: 'r12-refund-races.test.ts',
    test: 'are found out when each call has a key of its own',
  },
  {
    guard: 'a message is called sent when it was sent',
    recipe: 'R13',
    file: 'r13-outbox.test.ts',
    test: 'is found out when it notes what it has not sent yet',
  },
  {
    guard: 'quiet hours, once each, none after the end',
    recipe: 'R14',
    file: 'r14-clock.test.ts',
    test: 'R14 would catch',
  },
  {
    guard: 'keys, versions, commits, looking at what is silent',
    recipe: 'R15',
    file: 'r15-simulation.test.ts',
    test: 'a till is found out that',
  },
  { guard: 'no minor unit is lost', recipe: 'R16', file: 'r16-ledger.test.ts', test: 'R16 would catch' },
  {
    guard: 'a failure of the database is an answer of 503',
    recipe: 'R17',
    file: 'r17-busy-database.test.ts',
    test: 'finds out a till that says that all is well',
  },
  {
    guard: 'whoever repeats after a cut at COMMIT is known again',
    recipe: 'R17',
    file: 'r17-busy-postgres.test.ts',
    test: 'books twice in a till that knows nothing again, which is found out',
  },
  {
    guard: 'a savepoint for each of a group',
    recipe: 'R18',
    file: 'r18-poison.test.ts',
    test: 'takes all with it in a till that has one transaction for all, which is found out',
  },
  {
    guard: 'a migration is one transaction',
    recipe: 'R21',
    file: 'r21-upgrade.test.ts',
    test: 'is found out when it migrates outside of a transaction',
  },
  {
    guard: 'a stop waits for what is under way',
    recipe: 'SIGTERM',
    file: 'sigterm.test.ts',
    test: 'is found out when it cuts off what is under way',
  },
  {
    guard: 'a messenger’s return is noticed',
    recipe: 'messenger away',
    file: 'chat-down.test.ts',
    test: 'is found out to be let wait by a till that does not notice its return',
  },
];
