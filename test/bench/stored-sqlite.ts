import { join } from 'node:path';
import { withFolder } from './parts/scratch.ts';
import { compareStored } from './parts/stored.ts';

await withFolder((folder) =>
  compareStored(`file:${join(folder, 'few.db')}`, `file:${join(folder, 'many.db')}`),
);
