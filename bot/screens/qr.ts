import QRCode from 'qrcode';
import { encodePng } from './png.ts';

/** Pixels of one module, and the quiet zone around the code in modules (ISO/IEC 18004 asks for four). */
const SCALE = 8;
const MARGIN = 4;

/**
 * `text` as a QR code: PNG bytes, black on white.
 * @throws Error when `text` does not fit into the largest code (about 2300 bytes).
 */
export async function qrPng(text: string): Promise<Uint8Array> {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
  const side = (modules.size + 2 * MARGIN) * SCALE;
  return encodePng(side, side, (x, y) => {
    const [column, row] = [Math.floor(x / SCALE) - MARGIN, Math.floor(y / SCALE) - MARGIN];
    const inside = column >= 0 && row >= 0 && column < modules.size && row < modules.size;
    return inside && modules.get(row, column) !== 0;
  });
}
