/** Who wrote a record outside, and which of our revisions it holds. */
export interface OwnershipMark {
  /** REPOSITORY_ID of the registry. */
  registryId: string;
  /** Id of the handle in that registry. */
  handleId: string;
  /** Our revision; grows with every change. */
  revision: number;
}

const markForm = /^waymark:([^:\s]+):([^:\s]+):(\d{1,9})$/;

/** The mark as text: what stands in handle value 900 and in DataCite's alternate identifiers. */
export function printMark({ registryId, handleId, revision }: OwnershipMark): string {
  return `waymark:${registryId}:${handleId}:${revision}`;
}

/** Reads a mark; undefined when the text is none. */
export function parseMark(text: string): OwnershipMark | undefined {
  const [, registryId, handleId, revision] = markForm.exec(text) ?? [];
  if (registryId === undefined || handleId === undefined || revision === undefined) return undefined;
  return { registryId, handleId, revision: Number(revision) };
}

/** True when both marks name the same handle of the same registry, whatever the revision. */
export function sameOwner(one: OwnershipMark, other: OwnershipMark): boolean {
  return one.registryId === other.registryId && one.handleId === other.handleId;
}
