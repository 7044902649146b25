import jsQR from 'jsqr';
import type { Page } from 'playwright-core';

interface Pixels {
  /** Red, green, blue, alpha of each, in Base64. */
  data: string;
  width: number;
  height: number;
}

/** What a picture on a page says as a QR code, by the pixels that Chromium draws; undefined when it is none. */
export async function readQrCode(page: Page, selector: string): Promise<string | undefined> {
  const { data, width, height } = await page.evaluate<Pixels>(`(async () => {
    const picture = document.querySelector(${JSON.stringify(selector)});
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.width = picture.width;
    canvas.height = picture.height;
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = context.getImageData(0, 0, canvas.width, canvas.height);
    let bytes = '';
    for (const byte of data) bytes += String.fromCharCode(byte);
    return { data: btoa(bytes), width, height };
  })()`);
  return jsQR.default(new Uint8ClampedArray(Buffer.from(data, 'base64')), width, height)?.data;
}
