import QRCode from 'qrcode';

const charWidth = 6.6;
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

/** A badge that names a PID, as SVG: what README files show. */
export function badgeSvg(pid: string): string {
  const label = /^10\./.test(pid) ? 'DOI' : 'PID';
  const shown = pid.length > 60 ? `${pid.slice(0, 59)}…` : pid;
  const left = 36;
  const right = Math.round(shown.length * charWidth) + 14;
  const total = left + right;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${total}" height="20" role="img" aria-label="${label} ${escaped(pid)}">` +
    `<title>${label} ${escaped(pid)}</title>` +
    `<rect width="${left}" height="20" fill="#444"/><rect x="${left}" width="${right}" height="20" fill="#0b5563"/>` +
    `<g fill="#fff" font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="11" text-anchor="middle">` +
    `<text x="${left / 2}" y="14">${label}</text><text x="${left + right / 2}" y="14">${escaped(shown)}</text></g></svg>`
  );
}

/** A QR code of an address, as SVG: dark on light with its quiet zone, whatever the page's colours. */
export function qrSvg(address: string): Promise<string> {
  return QRCode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 4, width: 240 });
}
