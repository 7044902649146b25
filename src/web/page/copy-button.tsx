import { h, type VNode } from 'preact';
import type { Messages } from '../languages/en.js';

interface CopyButtonProps {
  /** Id of the element whose text is copied. */
  target: string;
  /** What a screen reader hears: copies of "Copy" are told apart by it. */
  label: string;
  t: Messages;
}

/** A button that copies an element's text; it shows only where scripts run. */
export function CopyButton({ target, label, t }: CopyButtonProps): VNode<object> {
  const attributes: object = { for: target, done: t.record.copied };
  return h(
    'copy-button',
    attributes,
    <button type="button" class="secondary outline small" aria-label={label} hidden>
      {t.record.copy}
    </button>,
    <span role="status" />,
  );
}
