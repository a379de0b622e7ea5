/** Tests of an object with some of its members replaced. @module */
import { assert, assertEquals } from "@std/assert";
import { replace } from "./replace.ts";

class Counter {
  #count = 0;

  get count(): number {
    return this.#count;
  }

  set count(count: number) {
    this.#count = count;
  }

  add(): number {
    return ++this.#count;
  }
}

Deno.test("replace() replaces a member, and a getter", () => {
  const replaced = replace(new Counter(), { add: () => 7, count: 8 });
  assertEquals([replaced.add(), replaced.count], [7, 8]);
});

Deno.test("replace() leaves private fields to all that it does not replace", () => {
  const counter = new Counter();
  const replaced = replace(counter, {});
  replaced.count = 4;
  assertEquals([replaced.add(), replaced.count, counter.count], [5, 5, 5]);
});

Deno.test("replace() leaves what an object is, and which members it has", () => {
  const replaced = replace(new Counter(), {});
  assert(replaced instanceof Counter && "add" in replaced && !("next" in replaced));
});

Deno.test("replace() takes a frozen object, whose members cannot be changed", () => {
  const frozen = Object.freeze({ next: () => 1, close: () => 2 });
  const replaced = replace(frozen, { next: () => 3 });
  assertEquals([replaced.next(), replaced.close()], [3, 2]);
});
