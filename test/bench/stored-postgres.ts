import { withDatabases } from './parts/scratch.ts';
import { compareStored } from './parts/stored.ts';

await withDatabases(2, ([few = '', many = '']) => compareStored(few, many));
