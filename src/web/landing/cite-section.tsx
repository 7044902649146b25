import type { VNode } from 'preact';
import type { RecordProps } from './record-props.js';
export function CiteSection(_props: RecordProps): VNode | null {
  return null;
}
