/** Walks over what is ready in a source of any style. @module */
import type { Traits } from "../../lib/implementation.ts";
import { DATA, DISCARDED } from "../../lib/outcome.ts";
import type { AnySource, CursorSource, LeaseSource, VisitorSource } from "../../lib/source.ts";

/** Hands each payload to `visit`, whatever the source's style, and releases it. */
export function walk(
  source: AnySource,
  traits: Traits,
  visit: (offset: number, length: number) => void,
): void {
  if (traits.style === "visitor") {
    const returning = (offset: number, length: number) => {
      visit(offset, length);
    };
    while ((source as VisitorSource).consume(returning, 1024) > 0);
  } else if (traits.style === "lease") {
    (source as LeaseSource).withLease((lease) => walkCursor(lease, visit));
  } else walkCursor(source as CursorSource, visit);
}

function walkCursor(cursor: CursorSource, visit: (offset: number, length: number) => void): void {
  for (;;) {
    const outcome = cursor.next();
    if (outcome !== DATA && outcome !== DISCARDED) break;
    if (outcome === DATA) visit(cursor.offset, cursor.length);
  }
  cursor.commit();
}
