import type { ProviderFake, ProviderFakeOptions } from '../provider-module.ts';
import { createFakeYookassa } from './fake.ts';

/**
 * The emulation with a key of its own, and the settings with which `open` reaches it. Where the environment
 * points at a stand of its own, that stand is left in charge.
 */
export function openFake({ environment, root, ...rest }: ProviderFakeOptions): ProviderFake {
  const shopId = '100500';
  const secretKey = `live_${crypto.randomUUID()}`;
  const webhookUrl = new URL('/webhooks/payments/yookassa', root).href;
  const fake = createFakeYookassa({ ...rest, shopId, secretKey, webhookUrl, printsAfter: 0 });
  const own = {
    YOOKASSA_API_ROOT: `${root}/v3`,
    YOOKASSA_SHOP_ID: shopId,
    YOOKASSA_SECRET_KEY: secretKey,
    YOOKASSA_IP_FILTER: 'off',
  };
  return {
    app: fake.app,
    environment: environment.YOOKASSA_API_ROOT ? {} : own,
    snapshot: fake.snapshot,
    restore: fake.restore,
    close: fake.close,
  };
}
