/** Mutant: nothing that it hands out comes back. @module */
import type { Traits } from "../../../lib/implementation.ts";
import type { AnySource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";
import { onCursor } from "../on_cursor.ts";

export const neverReleases: Bug<AnySource> = {
  name: "never_releases",
  bug: "never gives a record back",
  exempt({ copies, style }: Traits) {
    return copies || style === "visitor" ? "nobody tells it to release" : undefined;
  },
  members: (source) => onCursor(source, () => ({ commit: () => {}, commitToken: () => true })),
};
