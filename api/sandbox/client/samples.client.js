/** Files to send when none is at hand, made on the spot. Each is `{kind, name, mime, bytes}`. */

/** A picture like a screenshot of a bank's receipt. */
export async function samplePhoto() {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [640, 800];
  const pen = canvas.getContext('2d');
  const sky = pen.createLinearGradient(0, 0, 640, 800);
  sky.addColorStop(0, '#7f7fd5');
  sky.addColorStop(1, '#91eae4');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, 640, 800);
  pen.fillStyle = '#ffffff';
  pen.beginPath();
  pen.roundRect(90, 120, 460, 560, 32);
  pen.fill();
  pen.fillStyle = '#1c2b4a';
  pen.font = '600 34px sans-serif';
  pen.textAlign = 'center';
  pen.fillText('Sample receipt', 320, 220);
  pen.font = '700 64px sans-serif';
  pen.fillText('15 000 ₽', 320, 330);
  pen.font = '28px sans-serif';
  for (const [row, text] of ['SBP', '24.11', 'Tillbot'].entries()) pen.fillText(text, 320, 430 + row * 70);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
  return {
    kind: 'photo',
    name: 'receipt.png',
    mime: 'image/png',
    bytes: new Uint8Array(await blob.arrayBuffer()),
  };
}

const RATE = 8000;

/** A second and a half of a soft two-tone hum, as WAV: every browser plays it. */
export async function sampleVoice() {
  const count = RATE * 1.5;
  const bytes = new Uint8Array(44 + count);
  const view = new DataView(bytes.buffer);
  const ascii = (at, text) => bytes.set(new TextEncoder().encode(text), at);
  ascii(0, 'RIFF');
  view.setUint32(4, 36 + count, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  ascii(36, 'data');
  view.setUint32(40, count, true);
  for (let at = 0; at < count; at++) {
    const fade = Math.sin((Math.PI * at) / count);
    const tone = Math.sin((2 * Math.PI * (at < count / 2 ? 220 : 277) * at) / RATE);
    bytes[44 + at] = 128 + Math.round(40 * fade * tone);
  }
  return { kind: 'voice', name: 'voice.wav', mime: 'audio/wav', bytes };
}

/** A one-page PDF: the smallest brief there is. */
export async function sampleFile() {
  const content = 'BT /F1 24 Tf 72 720 Td (A logo for a coffee shop) Tj ET';
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const start = text.length;
  text += `xref\n0 6\n0000000000 65535 f \n${places.join('')}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${start}\n%%EOF`;
  return {
    kind: 'document',
    name: 'brief.pdf',
    mime: 'application/pdf',
    bytes: new TextEncoder().encode(text),
  };
}

/** A file that the person has picked; pictures go as photos, as messengers send them. */
export async function ownFile(file) {
  const kind = /^image\/(png|jpeg|webp)$/.test(file.type) ? 'photo' : 'document';
  const mime = file.type || 'application/octet-stream';
  return { kind, name: file.name, mime, bytes: new Uint8Array(await file.arrayBuffer()) };
}

export function toBase64(bytes) {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192)
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(binary);
}
