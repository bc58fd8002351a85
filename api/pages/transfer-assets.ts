import { createAssets } from './assets.ts';
import script from './transfer.client.js';
import styles from './transfer.css';

/** Files of the page of requisites, beside those of the pay page. */
export const transferAssets = createAssets('/assets/transfer', {
  'transfer.css': styles,
  'transfer.js': script,
});
