import { openVisit } from './node-open.ts';

/** `npm run migrate`: brings the database up to date and ends. `npm start` does the same by itself; Workers can't. */
const visit = await openVisit();
await visit.close();
console.log('The database is up to date.');
