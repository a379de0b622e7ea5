/** Tests of what rules compare with: what was sent, and what has arrived. @module */
import { assertEquals, assertThrows } from "@std/assert";
import { Broken } from "./rule.ts";
import { join, mustArrive } from "./sink_driver.ts";
import type { SinkFixture } from "./sink_fixture.ts";

const [ONE, TWO] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)];

function fixture(ordered: boolean): SinkFixture {
  const wire = (payload: Uint8Array) => payload;
  return { wire, traits: { ordered } } as unknown as SinkFixture;
}

const stream = { isStream: true, what: "here" };
const datagrams = { isStream: false, what: "here" };

Deno.test("join() puts arrays one behind the other", () => {
  assertEquals(join([ONE, TWO]), Uint8Array.of(1, 2, 3, 4, 5));
});

Deno.test("mustArrive() takes a stream however it is cut", () => {
  const received = [Uint8Array.of(1), Uint8Array.of(2, 3, 4), Uint8Array.of(5)];
  mustArrive(fixture(true), { ...stream, sent: [ONE, TWO], received });
});

Deno.test("mustArrive() names the first byte of a stream that is another", () => {
  const received = [Uint8Array.of(1, 2, 3, 5, 4)];
  const check = () => mustArrive(fixture(true), { ...stream, sent: [ONE, TWO], received });
  assertThrows(check, Broken, "another at 3");
});

Deno.test("mustArrive() wants datagrams in order of those who keep it", () => {
  const swapped = { ...datagrams, sent: [ONE, TWO], received: [TWO, ONE] };
  assertThrows(() => mustArrive(fixture(true), swapped), Broken);
  mustArrive(fixture(false), swapped);
});

Deno.test("mustArrive() notices a datagram that is missing", () => {
  const check = () =>
    mustArrive(fixture(true), { ...datagrams, sent: [ONE, TWO], received: [ONE] });
  assertThrows(check, Broken, "2 payloads");
});
