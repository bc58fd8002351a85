import { Faults } from '../../fake-faults.ts';
import type { Method } from '../client.ts';

/** What stands before the bank answers with errors, and not as the bank itself does. */
export const bankFaults = () =>
  new Faults<Method>({
    callOf: ({ url }) => new URL(url).pathname.split('/').at(-1) as Method,
    beginning: '{"Success":',
    refusal: () => ({ body: '<html><body>nginx</body></html>', contentType: 'text/html' }),
  });
