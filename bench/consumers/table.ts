/** Picks the consumer that fits a source's style. @module */
import type { Traits } from "../../lib/implementation.ts";
import type {
  AnySource,
  CursorSource,
  LeaseSource,
  TokenSource,
  VisitorSource,
} from "../../lib/source.ts";
import { cursorConsumer } from "./cursor.ts";
import { leaseConsumer } from "./lease.ts";
import type { Consumer, ConsumerOptions } from "./tally.ts";
import { tokenConsumer } from "./token.ts";
import { viewConsumer } from "./view.ts";
import { visitorConsumer } from "./visitor.ts";

/**
 * A consumer of `source`; disposing it leaves the source open.
 *
 * A token source is released token by token, unless `commitEvery` is finite: then it is treated
 * as a plain cursor, whose `commit` covers all that was handed out.
 */
export function consumerOf(
  source: AnySource,
  options: ConsumerOptions & { readonly traits: Traits },
): Consumer {
  const { style, release } = options.traits;
  if (options.depth === "view") return viewConsumer(source, options.traits);
  if (style === "visitor") return visitorConsumer(source as VisitorSource, options);
  if (style === "lease") return leaseConsumer(source as LeaseSource, options);
  if (release === "token" && options.commitEvery === Infinity) {
    return tokenConsumer(source as TokenSource, options);
  }
  return cursorConsumer(source as CursorSource, options);
}
