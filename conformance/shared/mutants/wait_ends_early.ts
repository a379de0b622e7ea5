/** Mutant: its wait takes half its time. @module */
import type { Sink } from "../../../lib/sink.ts";
import type { Source } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";

export const waitEndsEarly: Bug<Source | Sink> = {
  name: "wait_ends_early",
  bug: "ends a wait before its deadline",
  members: (opened) => ({ wait: (timeoutMs: number) => opened.wait(timeoutMs / 2) }),
};
