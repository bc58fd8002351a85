import { sha256 } from '../chain.ts';
import { chainText, toEvent } from '../mapping.ts';
import type { Connections, Row } from './pool.ts';

const PAGE = 1000;
const LINKS = `SELECT * FROM history WHERE (stream, seq) > ($1, $2) ORDER BY stream, seq LIMIT ${PAGE}`;

interface Place {
  readonly stream: string;
  readonly seq: number;
}

/** Rows of the history whose hash is not what the row and the one before it make. */
export async function brokenLinks({ rows }: Connections): Promise<Place[]> {
  const broken: Place[] = [];
  let before = { stream: '', seq: 0, hash: '' };
  for (;;) {
    const page = await rows(LINKS, [before.stream, before.seq]);
    for (const row of page) {
      const place = { stream: String(row.stream), seq: Number(row.seq) };
      const last = place.stream === before.stream ? before : { seq: 0, hash: '' };
      if (!(await follows(row, last))) broken.push(place);
      before = { ...place, hash: String(row.hash) };
    }
    if (page.length < PAGE) return broken;
  }
}

async function follows(row: Row, last: { seq: number; hash: string }): Promise<boolean> {
  const seq = Number(row.seq);
  if (seq !== last.seq + 1 || row.prev_hash !== last.hash) return false;
  return row.hash === (await sha256(chainText(last.hash, seq, toEvent(row))));
}
