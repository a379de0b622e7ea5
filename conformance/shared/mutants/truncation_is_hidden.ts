/** Mutant: it does not say that a payload was cut. @module */
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const truncationIsHidden: Bug<CursorSource & { readonly truncated: boolean }> = {
  name: "truncation_is_hidden",
  bug: "never tells that a datagram was longer than its buffer",
  members: () => ({ truncated: false }),
};
