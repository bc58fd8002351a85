import { createAssets } from './assets.ts';
import base from './base.css';
import payScript from './pay.client.js';
import pay from './pay.css';

/** Files of the customer's pages. */
export const payAssets = createAssets('/assets', { 'base.css': base, 'pay.css': pay, 'pay.js': payScript });
