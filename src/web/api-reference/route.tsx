import type { VNode } from 'preact';
import { verbatim } from '../page/verbatim.js';

/** Method and path of an operation. */
export function Route({ method, path }: { method: string; path: string }): VNode {
  return (
    <span class="route">
      <span class={`method ${method.toLowerCase()}`}>{method}</span> <code {...verbatim}>{path}</code>
    </span>
  );
}
