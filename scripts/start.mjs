/** `npm start`: bundles (a fraction of a second), then runs in this same process, so that signals arrive. */
import { stop } from 'esbuild';
import { bundle } from './build.mjs';

await bundle();
await stop();
await import('../dist/node.js');
