import { readFileSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs, parseEnv } from 'node:util';
import { type Config, type Environment, formatProblems, mergeEnvironment, readConfig } from './config.ts';
import { LOCALES } from './deps.ts';

/** The environment of a command line tool: the real one over `.env`. Ends the process with 2 where it is wrong. */
export function configOrExit(): Config {
  const read = readConfig(mergeEnvironment(fromFile('.env'), process.env), LOCALES);
  if (read.ok) return read.config;
  console.error(formatProblems(read.problems));
  process.exit(2);
}

function fromFile(path: string): Environment {
  try {
    return parseEnv(readFileSync(path, 'utf8')) as Environment;
  } catch {
    return {};
  }
}

/** What a tool was called with. A wrong call, or `--help`, prints how it is done and ends the process (2, or 0). */
export function argumentsOrExit<T extends ParseArgsConfig['options']>(
  usage: string,
  options: T,
  isRight: (read: ReturnType<typeof parseArgs<{ options: T; allowPositionals: true }>>) => boolean,
) {
  try {
    const read = parseArgs({ options, allowPositionals: true });
    if (isRight(read)) return read;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
  console.error(usage);
  process.exit(2);
}
