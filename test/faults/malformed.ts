import type { Chance } from './seeded.ts';

/** JSON as it is written, so that what JSON cannot hold (`NaN`, a key twice) can be written too. */
type Change = (json: string, chance: Chance) => Uint8Array;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Values as JSON text: wrong in type, in size, or no JSON at all. */
const ODD = [
  'null',
  'true',
  '-1',
  '0',
  '-0',
  '1e309',
  '-1e309',
  'NaN',
  'Infinity',
  '0.1',
  '4900.005',
  '1e21',
  '9007199254740993',
  '"-1"',
  '"0"',
  '"00"',
  '"+5"',
  '"1e5"',
  '"4900.005"',
  '"0x10"',
  '" 5"',
  '"999999999999999999999999"',
  '""',
  '"\\u0000"',
  '"a\\u0000b"',
  '"\\ud800"',
  '"\\udc00x"',
  '"QQQ"',
  '"rub"',
  '"__proto__"',
  '"constructor"',
  '[]',
  '{}',
  '[[]]',
  '{"minor":"1"}',
  '"<b>"',
  '"\\u202e"',
  '"\'; DROP TABLE deals; --"',
  '"{{1+1}}"',
  '"../../etc/passwd"',
];

/** Ways in which a body goes wrong, each by chance. */
const CHANGES: readonly Change[] = [
  flip,
  flip,
  cut,
  insert,
  deep,
  odd,
  odd,
  odd,
  odd,
  leaveOut,
  leaveOut,
  twice,
  twice,
  proto,
  text,
  long,
  empty,
];

/** `json` with one to three things wrong with it. */
export function malformed(json: string, chance: Chance): Uint8Array {
  let body = chance.pick(CHANGES)(json, chance);
  for (let more = chance.pick([0, 0, 0, 1, 2]); more > 0; more--) {
    body = chance.pick(CHANGES)(new TextDecoder().decode(body), chance);
  }
  return body;
}

function flip(json: string, chance: Chance): Uint8Array {
  const body = encode(json);
  for (let times = chance.between(1, 8); times > 0 && body.length > 0; times--) {
    const at = chance.between(0, body.length - 1);
    body[at] = (body[at] ?? 0) ^ (1 << chance.between(0, 7));
  }
  return body;
}

function cut(json: string, chance: Chance): Uint8Array {
  const body = encode(json);
  const at = chance.between(0, body.length);
  return chance.percent(80) ? body.slice(0, at) : body.slice(at);
}

/** Bytes that are no UTF-8, or that no text should hold. */
const BYTES = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x00],
  [0xef, 0xbb, 0xbf],
  [0x1b, 0x5b],
  [0x0a, 0x0d],
];

function insert(json: string, chance: Chance): Uint8Array {
  const body = encode(json);
  const at = chance.between(0, body.length);
  return Uint8Array.from([...body.slice(0, at), ...chance.pick(BYTES), ...body.slice(at)]);
}

/** A thousand levels, alone or in the place of a value. */
function deep(json: string, chance: Chance): Uint8Array {
  const levels = chance.pick([100, 1_000, 5_000]);
  const [open, close] = chance.pick([
    ['[', ']'],
    ['{"a":', '}'],
  ] as const);
  const nested = `${open.repeat(levels)}1${close.repeat(levels)}`;
  return chance.percent(40) ? encode(nested) : encode(replaced(json, nested, chance));
}

function odd(json: string, chance: Chance): Uint8Array {
  return encode(replaced(json, chance.pick(ODD), chance));
}

/** Keys of an object with what follows them, as they are written. */
const MEMBER = /"(\w+)":("(?:[^"\\]|\\.)*"|-?\d[\d.]*|true|false|null)/g;

function members(json: string): RegExpMatchArray[] {
  return [...json.matchAll(MEMBER)];
}

function replaced(json: string, value: string, chance: Chance): string {
  const all = members(json);
  if (all.length === 0) return value;
  const { 0: whole, 1: key, index = 0 } = chance.pick(all);
  return `${json.slice(0, index)}"${key}":${value}${json.slice(index + whole.length)}`;
}

function leaveOut(json: string, chance: Chance): Uint8Array {
  const all = members(json);
  if (all.length === 0) return encode(json);
  const { 0: whole, index = 0 } = chance.pick(all);
  const rest = json.slice(index + whole.length);
  return encode(json.slice(0, index) + (rest.startsWith(',') ? rest.slice(1) : rest));
}

/** The same key once more with another value, before or after. */
function twice(json: string, chance: Chance): Uint8Array {
  const all = members(json);
  if (all.length === 0) return encode(json);
  const { 0: whole, 1: key, index = 0 } = chance.pick(all);
  const again = `"${key}":${chance.pick(ODD)}`;
  const pair = chance.percent(50) ? `${again},${whole}` : `${whole},${again}`;
  return encode(json.slice(0, index) + pair + json.slice(index + whole.length));
}

function proto(json: string, chance: Chance): Uint8Array {
  const key = chance.pick([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'then',
    'toJSON',
  ]);
  const value = chance.pick(['{"isAdmin":true}', '{"prototype":{"polluted":1}}', 'null', '[]', '"x"']);
  const at = json.indexOf('{') + 1;
  return encode(`${json.slice(0, at)}"${key}":${value},${json.slice(at)}`);
}

/** No JSON object at all. */
function text(_json: string, chance: Chance): Uint8Array {
  const all = [
    'null',
    '[]',
    '""',
    '0',
    'true',
    '{',
    '{}',
    '[{}]',
    'a=1&b=2',
    '<xml/>',
    '\ufeff{}',
    'undefined',
    ' ',
    '\n',
    "{'a':1}",
  ];
  return encode(chance.pick(all));
}

function long(json: string, chance: Chance): Uint8Array {
  return encode(replaced(json, JSON.stringify('я'.repeat(chance.pick([65, 251, 5_000, 70_000]))), chance));
}

function empty(): Uint8Array {
  return new Uint8Array();
}
