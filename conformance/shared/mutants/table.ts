/** The bugs of any source on sockets that the shared rules kill: add a row here, nowhere else. @module */
import type { CursorSource } from "../../../lib/source.ts";
import type { Bug } from "../../bug.ts";
import { capOverwrites } from "./cap_overwrites.ts";
import { closeTwiceThrows } from "./close_twice_throws.ts";
import { commitReadsOn } from "./commit_reads_on.ts";
import { leaksADescriptor } from "./leaks_a_descriptor.ts";
import { neverReleases } from "./never_releases.ts";
import { readsOnceClosed } from "./reads_once_closed.ts";
import { releasesAtHandOut } from "./releases_at_hand_out.ts";
import { skipsAPayload } from "./skips_a_payload.ts";
import { truncationIsHidden } from "./truncation_is_hidden.ts";
import { waitEndsEarly } from "./wait_ends_early.ts";
import { waitIsDeafToClose } from "./wait_is_deaf_to_close.ts";
import { waitIsDeafToData } from "./wait_is_deaf_to_data.ts";
import { waitSpins } from "./wait_spins.ts";
import { zeroLengthIsEmpty } from "./zero_length_is_empty.ts";

/** A source that reads datagrams. */
export type SocketSource = CursorSource & { readonly truncated: boolean };

export const socketSourceBugs: readonly Bug<SocketSource>[] = [
  capOverwrites,
  closeTwiceThrows,
  commitReadsOn,
  leaksADescriptor,
  neverReleases,
  readsOnceClosed,
  releasesAtHandOut,
  skipsAPayload,
  truncationIsHidden,
  waitEndsEarly,
  waitIsDeafToClose,
  waitIsDeafToData,
  waitSpins,
  zeroLengthIsEmpty,
];
