import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync, crc32 as zlibCrc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { renderMessage } from '../../bot/screens/index.ts';
import { crc32 } from '../../bot/screens/png.ts';
import { qrPng } from '../../bot/screens/qr.ts';
import { message, place } from './samples.ts';

const ADDRESS = 'https://till.example.com/pay/4f1c9d2ab0e84c7f9d3e6a5b8c7d1e20';
// The scanner is a program of its own (zbar-tools), not a package.
const SCANNER = 'zbarimg';
const canScan = spawnSync(SCANNER, ['--version']).status === 0;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  readonly sound: boolean;
}

/** The chunks of a PNG; `sound` when the checksum agrees with zlib's own. */
function chunksOf(png: Uint8Array): Chunk[] {
  const bytes = Buffer.from(png);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const typed = bytes.subarray(at + 4, at + 8 + length);
    const sound = zlibCrc32(typed) === bytes.readUInt32BE(at + 8 + length);
    chunks.push({ type: typed.subarray(0, 4).toString('latin1'), data: typed.subarray(4), sound });
    at += 12 + length;
  }
  return chunks;
}

test('the picture is a sound PNG of one bit a pixel', async () => {
  const png = await qrPng(ADDRESS);
  expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const chunks = chunksOf(png);
  expect(chunks.map(({ type, sound }) => [type, sound])).toEqual([
    ['IHDR', true],
    ['IDAT', true],
    ['IEND', true],
  ]);
  const [head, pixels] = chunks;
  const side = head?.data.readUInt32BE(0) ?? 0;
  expect(head?.data.readUInt32BE(4)).toBe(side);
  expect([...(head?.data.subarray(8) ?? [])]).toEqual([1, 0, 0, 0, 0]);
  expect(inflateSync(pixels?.data ?? Buffer.of()).length).toBe(side * (1 + Math.ceil(side / 8)));
});

test('the code stands in four modules of white (ISO/IEC 18004)', async () => {
  const [head, pixels] = chunksOf(await qrPng(ADDRESS));
  const side = head?.data.readUInt32BE(0) ?? 0;
  const stride = 1 + Math.ceil(side / 8);
  const rows = inflateSync(pixels?.data ?? Buffer.of());
  const row = (y: number) => [...rows.subarray(y * stride + 1, y * stride + 1 + side / 8)];
  const white = new Array(side / 8).fill(0xff);
  for (let y = 0; y < 32; y++) expect([row(y), row(side - 1 - y)]).toEqual([white, white]);
  expect(row(32)).not.toEqual(white);
  expect(row(32).slice(0, 4)).toEqual([0xff, 0xff, 0xff, 0xff]);
});

test('checksums are those of the standard', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test('a text too long for any code is refused', async () => {
  await expect(qrPng('x'.repeat(3000))).rejects.toThrow();
});

test('an invoice carries the code of its page', async () => {
  const { photo } = await renderMessage(message('invoice_issued'), place);
  expect(photo?.name).toBe('invoice-7.png');
  expect(photo?.bytes).toEqual(await qrPng('https://till.example.com/pay/token7'));
});

test.runIf(canScan)('a scanner reads what was written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'qr-'));
  try {
    const file = join(folder, 'code.png');
    writeFileSync(file, await qrPng(ADDRESS));
    expect(execFileSync(SCANNER, ['--quiet', '--raw', file], { encoding: 'utf8' }).trim()).toBe(ADDRESS);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
