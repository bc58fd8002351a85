import { Faults } from '../../fake-faults.ts';

/** Calls by the last part of their path. */
export type Endpoint =
  | 'OpStateExt'
  | 'Recurring'
  | 'Indexjson.aspx'
  | 'Create'
  | 'GetState'
  | 'Attach'
  | 'Register'
  | 'Status';

export const robokassaFaults = () =>
  new Faults<Endpoint>({
    callOf: ({ url }) => new URL(url).pathname.split('/').at(-1) as Endpoint,
    beginning: '<OperationState',
    contentType: 'text/xml',
    refusal: () => ({ body: 'a fault on request' }),
  });
