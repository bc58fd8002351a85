/** Loaded before a till whose clock is to be moved: what its clock is wrong by stands in the file CLOCK_FILE, ms. */
import { readFileSync } from 'node:fs';

let wrongBy = 0;

function read() {
  try {
    wrongBy = Number(readFileSync(process.env.CLOCK_FILE ?? '', 'utf8')) || 0;
  } catch {
    // Nobody has moved it yet.
  }
}

read();
setInterval(read, 200).unref();
globalThis.clockWrongBy = () => wrongBy;
