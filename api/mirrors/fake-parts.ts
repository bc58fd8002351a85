/** What every CRM's emulation is made of. */
export { Faults } from '../payments/fake-faults.ts';
