/** Where each statement of a migration ends, from 0 for none of them on. Bodies between `$till$` are one statement. */
export function statementEnds(sql: string): number[] {
  const ends = [0];
  let at = 0;
  let quoted = false;
  for (const line of sql.split('\n')) {
    at += line.length + 1;
    if (line.split('$till$').length % 2 === 0) quoted = !quoted;
    if (!quoted && line.trimEnd().endsWith(';') && !line.trimStart().startsWith('--'))
      ends.push(Math.min(at, sql.length));
  }
  return ends;
}
