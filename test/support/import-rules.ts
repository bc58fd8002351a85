import type { Import } from './sources.ts';

/** One sentence about who may import whom. */
export interface ImportRule {
  readonly rule: string;
  readonly why: string;
  /** Whose imports are looked at. */
  readonly from: RegExp;
  readonly butFrom?: RegExp;
  /** True for an import that breaks the rule. */
  forbids(imported: Import, from: string): boolean;
}

/** The composition root and the entries of the runtimes: they alone see the whole house. */
const ROOTS = /^api\/(deps|serve|node|node-[\w-]+|worker|worker-[\w-]+|audit)\.tsx?$/;

/** Where a runtime's own modules may be used. */
const NODE =
  /^(api\/(node|node-[\w-]+|audit)\.ts|prisma\/(node|migrations)\.ts|prisma\/sqlite\/.+|prisma\/postgres\/node[\w-]*\.ts)$/;

const PROGRAM = /^(domain|bot|api|prisma)\//;

const isUnder =
  (...folders: string[]) =>
  ({ kind, to }: Import) =>
    kind === 'ours' && folders.some((folder) => to.startsWith(`${folder}/`));

/** `bot/channels/telegram/send.ts` is `telegram`'s; a file beside the vendors' folders is nobody's. */
function vendorOf(path: string, list: string): string | null {
  const [vendor = '', ...inside] = path.startsWith(`${list}/`) ? path.slice(list.length + 1).split('/') : [];
  return inside.length > 0 ? vendor : null;
}

const vendorRules = (what: string, list: string): ImportRule[] => [
  {
    rule: `a ${what}’s folder is known only to itself and the list beside it`,
    why: 'A vendor is one folder and one line: whoever deletes them has deleted the vendor.',
    from: PROGRAM,
    butFrom: new RegExp(`^${list}/index\\.ts$`),
    forbids: ({ to }, from) => vendorOf(to, list) !== null && vendorOf(to, list) !== vendorOf(from, list),
  },
  {
    rule: `a ${what}’s folder knows the domain, and nothing of the app around it`,
    why: 'Verify, parse, convert, call: a vendor needs the vocabulary and no more.',
    from: new RegExp(`^${list}/[\\w-]+/`),
    forbids: (imported) => isUnder('bot', 'api', 'prisma')(imported) && !imported.to.startsWith(`${list}/`),
  },
];

export const IMPORT_RULES: readonly ImportRule[] = [
  {
    rule: 'domain imports nothing outside itself, luxon excepted',
    why: 'Decisions stay pure: no clock, network, database, file or framework. Luxon is calendar arithmetic.',
    from: /^domain\//,
    forbids: ({ kind, to }) => (kind === 'ours' ? !to.startsWith('domain/') : to !== 'luxon'),
  },
  {
    rule: 'bot does not know api or prisma',
    why: 'The conversation meets the rest of the house in the domain and in api/deps.ts.',
    from: /^bot\//,
    forbids: isUnder('api', 'prisma'),
  },
  {
    rule: 'api meets bot and prisma only in its composition root and entries',
    why: 'Somebody may put one of them away by changing one file.',
    from: /^api\//,
    butFrom: ROOTS,
    forbids: isUnder('bot', 'prisma'),
  },
  {
    rule: 'only entries import the composition root',
    why: 'A route or a job is given what it needs; it does not reach for it.',
    from: PROGRAM,
    butFrom: ROOTS,
    forbids: ({ to }) => ROOTS.test(to),
  },
  {
    rule: 'prisma knows only the domain',
    why: 'The memory can be swapped by whoever keeps domain/ports/store.ts.',
    from: /^prisma\//,
    forbids: isUnder('bot', 'api'),
  },
  {
    rule: 'screens, texts and dialogues do not know the channels',
    why: 'What is said does not depend on the messenger that carries it.',
    from: /^bot\/(screens|texts|dialogues|commands)\//,
    forbids: isUnder('bot/channels'),
  },
  {
    rule: 'the program imports neither tests nor scripts',
    why: 'What proves the program is no part of it.',
    from: PROGRAM,
    forbids: isUnder('test', 'scripts'),
  },
  {
    rule: 'node: modules are used only at the edge of Node',
    why: 'Everything else uses web standards, so that it runs on Workers too.',
    from: PROGRAM,
    butFrom: NODE,
    forbids: ({ kind }) => kind === 'node',
  },
  {
    rule: 'every import is found',
    why: 'A name that leads nowhere fails at run time.',
    from: /./,
    // The bundle is made just before it is run.
    forbids: ({ kind, to }) => kind === 'missing' && !to.startsWith('dist/'),
  },
  ...vendorRules('channel', 'bot/channels'),
  ...vendorRules('payment provider', 'api/payments'),
  ...vendorRules('fiscal register', 'api/fiscal'),
  ...vendorRules('mirror', 'api/mirrors'),
  ...vendorRules('marketplace', 'api/connectors'),
];
