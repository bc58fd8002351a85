import { Faults } from '../../fake-parts.ts';

/** Calls of the cloud; `*` is any of them. */
export type Endpoint = 'token' | 'register' | 'report' | '*';
export type CloudFaults = Faults<Endpoint>;

/** The cloud's bad days. What stands before it answers errors, and not as the cloud itself does. */
export function cloudFaults(): CloudFaults {
  return new Faults<Endpoint>({
    callOf: ({ method, url }) => {
      if (method === 'GET') return 'report';
      return new URL(url).pathname.endsWith('/getToken') ? 'token' : 'register';
    },
    beginning: '{"uuid":',
    refusal: () => ({ body: '<html><body>nginx</body></html>', contentType: 'text/html' }),
  });
}
