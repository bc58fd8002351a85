/** `npm start`: bundle (a fraction of a second), then run in this same process, so that signals arrive. */
import { stop } from 'esbuild';
import './build.mjs';

await stop();
await import('../dist/node.js');
