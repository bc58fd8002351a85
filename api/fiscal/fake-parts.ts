/** What every vendor's emulation is made of, whatever it sells: its bad days, its postman, its alarm clock. */
export { Faults } from '../payments/fake-faults.ts';
export { alarmClock, type FakeHands, type FakeSettings, handsOf, KEEP } from '../payments/fake-hands.ts';
export { createPost } from '../payments/fake-post.ts';
