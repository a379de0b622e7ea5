/** The cheapest call into C there is: what crossing the border costs, and nothing else. @module */

const SYMBOLS = {
  // int abs(int j)
  abs: { parameters: ["i32"], result: "i32" },
} as const satisfies Deno.ForeignLibraryInterface;

let opened: Generator<number, never, number> | undefined;

/** Calls C `count` times. Returns a sum of what came back, so that no call can be left out. */
export function repeatBareCall(count: number): number {
  if (opened === undefined) {
    opened = repeat();
    opened.next(0);
  }
  return opened.next(count).value;
}

/**
 * A generator, because V8 puts no generator into the code of its caller: there, its middle tier
 * would keep the loop for good, and make each call some 40 ns slower than the direct one.
 */
function* repeat(): Generator<number, never, number> {
  const { abs } = Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  let sum = 0;
  for (;;) {
    const count = yield sum;
    for (let index = 0; index < count; index++) sum = (sum + abs(index)) | 0;
  }
}
