/** Picks the desk that a source of that style allows. @module */
import type { AnySource, CursorSource, LeaseSource } from "../../lib/source.ts";
import type { TokenSource, VisitorSource } from "../../lib/source.ts";
import { CopyDesk, VisitorDesk } from "./copying_desks.ts";
import type { Desk, DeskOptions } from "./desk.ts";
import { BatchDesk, LeaseDesk, TokenDesk } from "./holding_desks.ts";

/** The desk for a source of that kind; borrows the source. */
export function openDesk(source: AnySource, options: DeskOptions): Desk {
  const { style, release } = options.traits;
  if (style === "visitor") return new VisitorDesk(source as VisitorSource, options);
  if (release === "record") return new CopyDesk(source as CursorSource, options);
  if (release === "token") return new TokenDesk(source as TokenSource, options);
  if (style === "lease") return new LeaseDesk(source as LeaseSource, options);
  return new BatchDesk(source as CursorSource, options);
}
