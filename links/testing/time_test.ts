/** What the project relies on of @std/testing/time; holds for the stand-in and for JSR's. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";

Deno.test("FakeTime moves Date and fires timers when ticked, and gives them back", () => {
  const real = { Date, setTimeout };
  let fired = 0;
  {
    using time = new FakeTime(1_000);
    setTimeout(() => fired++, 50);
    time.tick(49);
    assertEquals([Date.now(), fired], [1_049, 0]);
    time.tick(1);
    assertEquals([time.now, fired], [1_050, 1]);
  }
  assertEquals([Date === real.Date, setTimeout === real.setTimeout], [true, true]);
});

Deno.test("FakeTime.restore() throws when time is real already", () => {
  const time = new FakeTime();
  time.restore();
  assertThrows(() => time.restore());
});
