/** Replaces members of the cursor, wherever a source has it. @module */
import type { AnySource, CursorSource } from "../../lib/source.ts";
import { isLease, isVisitor } from "../hold.ts";
import { replace } from "../replace.ts";

/** The members of a source whose cursor has others; a visitor has no cursor, and stays as it is. */
export function onCursor(source: AnySource, change: (cursor: CursorSource) => object): object {
  if (isVisitor(source)) return {};
  if (!isLease(source)) return change(source);
  const withLease = <T>(body: (lease: CursorSource) => T): T =>
    source.withLease((lease) => body(replace(lease, change(lease))));
  return { withLease };
}
