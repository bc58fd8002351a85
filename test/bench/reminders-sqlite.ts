import { join } from 'node:path';
import { dueReminders } from './parts/due-reminders.ts';
import { withFolder } from './parts/scratch.ts';

await withFolder((folder) => dueReminders(`file:${join(folder, 'till.db')}`));
