const barWidth = 30;

/** Draws how far a list is, over what was drawn before where people look on. */
export function showProgress(done: number, size: number | undefined, more: boolean): void {
  const share = size === undefined || size === 0 ? undefined : Math.min(1, done / size);
  const filled = Math.round((share ?? 0) * barWidth);
  const bar = share === undefined ? '' : `[${'#'.repeat(filled)}${'.'.repeat(barWidth - filled)}] `;
  const end = more && process.stderr.isTTY ? '' : '\n';
  process.stderr.write(
    `${process.stderr.isTTY ? '\r' : ''}${bar}${done}${size === undefined ? '' : ` of ${size}`} records${end}`,
  );
}
