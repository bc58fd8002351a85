/** `npm run dev`: bundles again after every change, and starts the new bundle when the old one has stopped. */
import { spawn } from 'node:child_process';
import { context } from 'esbuild';
import { options } from './build.mjs';

let running = null;
let stopping = false;

const restart = {
  name: 'restart',
  setup(build) {
    build.onEnd(async ({ errors }) => {
      if (errors.length > 0 || stopping) return;
      await ended(running);
      running = spawn(process.execPath, ['--enable-source-maps', 'dist/node.js'], { stdio: 'inherit' });
    });
  },
};

function ended(child) {
  if (!child || child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.kill('SIGTERM');
  return new Promise((resolve) => child.once('exit', resolve));
}

const watching = await context({ ...options, plugins: [restart] });
await watching.watch();

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, async () => {
    stopping = true;
    await ended(running);
    await watching.dispose();
    process.exit(0);
  });
}
