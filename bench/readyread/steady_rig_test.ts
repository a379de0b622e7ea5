/** Tests of the rig of steady connections: a reader that loses or cuts a payload is found out. @module */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { DATA, type Outcome } from "../../lib/outcome.ts";
import type { ReadImplementation } from "../../lib/readyread/contract.ts";
import { ready, ReadySource } from "../../lib/readyread/ready.ts";
import { NO_METER } from "../meter.ts";
import { openSteadyRig } from "./steady_rig.ts";

const OPTIONS = { socket: "datagram", connections: 4, payloadBytes: 256, payloads: 40 } as const;
const LOST = 17;

/** Loses one payload, silently. */
class LosingSource extends ReadySource {
  #count = 0;

  override next(): Outcome {
    const outcome = super.next();
    if (outcome !== DATA || ++this.#count !== LOST) return outcome;
    this.commit();
    return super.next();
  }
}

const losing: ReadImplementation = {
  ...ready,
  name: "losing",
  open: (input) => new LosingSource(input),
};

Deno.test("openSteadyRig() gives a rig that reads every payload of a fill", async () => {
  using rig = openSteadyRig({ kind: "implementation", implementation: ready }, OPTIONS);
  assertEquals(await rig.verify(), undefined);
  assertEquals(await rig.cycle(NO_METER), { operations: 40, bytes: 40 * 256 });
});

Deno.test("openSteadyRig() gives a rig that voids a fill of which a payload is lost", async () => {
  using rig = openSteadyRig({ kind: "implementation", implementation: losing }, OPTIONS);
  const { void: wrong } = await rig.cycle(NO_METER);
  assertStringIncludes(wrong ?? "", "39 reads of 9984 bytes came");
});

Deno.test("openSteadyRig() gives a rig whose check of the content finds a lost payload", async () => {
  using rig = openSteadyRig({ kind: "implementation", implementation: losing }, OPTIONS);
  assertStringIncludes(await rig.verify() ?? "", "is not what was sent");
});
