/** Names the nearest valid word for one that is not valid. @module */
import { distance } from "fastest-levenshtein";

/**
 * Finds the valid word nearest to `given`, or undefined when none is near enough to be a slip.
 *
 * A word that ends in what was given (`record_size` for `ringbuf/record_size`) is near as well.
 */
export function nearest(given: string, valid: readonly string[]): string | undefined {
  const lower = given.toLowerCase();
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const word of valid) {
    const tail = word.slice(word.lastIndexOf("/") + 1);
    const candidate = Math.min(
      distance(lower, word.toLowerCase()),
      distance(lower, tail.toLowerCase()) + (tail === word ? 0 : 0.5),
    );
    if (candidate < bestDistance) {
      best = word;
      bestDistance = candidate;
    }
  }
  return bestDistance <= Math.max(2, given.length / 2) ? best : undefined;
}

/** The sentence that refuses `given`: `Unknown rule "x": did you mean "y"?`. */
export function refuse(what: string, given: string, valid: readonly string[]): string {
  const near = nearest(given, valid);
  if (near !== undefined) return `Unknown ${what} "${given}": did you mean "${near}"?`;
  if (valid.length === 0) return `Unknown ${what} "${given}": there are none.`;
  const shown = valid.slice(0, 12).map((word) => `"${word}"`).join(", ");
  const more = valid.length > 12 ? ` and ${valid.length - 12} more (see --list)` : "";
  return `Unknown ${what} "${given}": valid are ${shown}${more}.`;
}
