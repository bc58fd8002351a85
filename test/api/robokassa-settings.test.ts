import { describe, expect, test } from 'vitest';
import { robokassaEnv } from '../../api/payments/robokassa/config.ts';
import { SETTINGS } from '../support/robokassa.ts';

describe('settings', () => {
  test('half a setting is told under the missing names, without values', () => {
    const read = robokassaEnv.safeParse({
      ROBOKASSA_LOGIN: 'demo',
      ROBOKASSA_HASH: 'crc',
      ROBOKASSA_PASSWORD_1: '',
    });
    const names = read.error?.issues.map(({ path }) => path[0]).sort();
    expect(names).toEqual(['ROBOKASSA_HASH', 'ROBOKASSA_PASSWORD_1', 'ROBOKASSA_PASSWORD_2']);
    expect(JSON.stringify(read.error?.issues)).not.toContain('demo');
  });

  test('nothing set is no shop, and the refund service has its own address', () => {
    expect(robokassaEnv.parse({ ROBOKASSA_LOGIN: '' })).toBeNull();
    const config = robokassaEnv.parse({ ...SETTINGS, ROBOKASSA_API_ROOT: '' });
    expect(config).toMatchObject({
      root: 'https://auth.robokassa.ru',
      refundRoot: 'https://services.robokassa.ru',
    });
  });
});
