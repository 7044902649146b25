import type { VNode } from 'preact';
import type { RecordProps } from './landing-page.js';
export function CiteSection(_props: RecordProps): VNode | null {
  return null;
}
