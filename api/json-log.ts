import type { Log } from '../domain/ports/log.ts';
import type { LogLevel } from './config.ts';

const RANKS: Readonly<Record<LogLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warn: 40,
  error: 50,
  fatal: 60,
  silent: 100,
};

/** JSON lines in the shape of Node's log, for runtimes whose console is the log. */
export function jsonLog(level: LogLevel, write: (line: string) => void = console.log): Log {
  const at =
    (name: 'info' | 'warn' | 'error') =>
    (fields: Readonly<Record<string, unknown>>, msg: string): void => {
      if (RANKS[name] < RANKS[level]) return;
      write(JSON.stringify({ level: RANKS[name], time: Date.now(), ...fields, msg }));
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
