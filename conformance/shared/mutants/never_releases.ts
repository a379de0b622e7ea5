/** Mutant: nothing that it hands out comes back. @module */
import type { Traits } from "../../../lib/implementation.ts";
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const neverReleases: Bug<CursorSource> = {
  name: "never_releases",
  bug: "never gives a buffer back",
  exempt: ({ copies }: Traits) => copies ? "what it copies is nobody's to give back" : undefined,
  members: () => ({ commit: () => {} }),
};
