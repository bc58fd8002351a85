import { dueReminders } from './parts/due-reminders.ts';
import { withDatabases } from './parts/scratch.ts';

await withDatabases(1, ([url = '']) => dueReminders(url));
