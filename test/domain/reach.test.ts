import { describe, expect, test } from 'vitest';
import { readReceiptTo } from '../../domain/reach.ts';

describe('where a receipt goes, as people type it', () => {
  test.each([
    ['+7 900 000-00-01', '+79000000001'],
    ['8 (900) 000 00 01', '+79000000001'],
    ['9000000001', '+79000000001'],
    ['79000000001', '+79000000001'],
    ['+44 20 7946 0000', '+442079460000'],
    [' anna@example.com ', 'anna@example.com'],
    ['Anna.Maria+shop@mail.example.com', 'Anna.Maria+shop@mail.example.com'],
  ])('%s is understood', (typed, read) => {
    expect(readReceiptTo(typed)).toBe(read);
  });

  test.each([
    '',
    'anna',
    'anna@',
    '@example.com',
    'anna@example',
    'a b@example.com',
    '12345',
    '+7900abc0001',
  ])('“%s” is not', (typed) => {
    expect(readReceiptTo(typed)).toBeNull();
  });

  test('an address longer than registers take is not', () => {
    expect(readReceiptTo(`${'a'.repeat(60)}@example.com`)).toBeNull();
  });
});
