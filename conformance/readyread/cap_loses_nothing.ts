/** With every buffer in hand, or picked by the kernel, what comes waits: nothing is lost. @module */
import { DATA, EMPTY, OUTCOME_NAMES, READY } from "../../lib/outcome.ts";
import type { ReadSource } from "../../lib/readyread/contract.ts";
import { Broken, holds, must, mustEqual, mustThrow, type Rule } from "../rule.ts";
import type { Transport } from "../sink_fixture.ts";
import { TRANSPORTS } from "./line.ts";
import { BUFFER_BYTES, type ReadFixture } from "./read_fixture.ts";
import { concat, type ReadEvent, toEvent } from "./read_log.ts";

const LINES = 5;
const BUFFERS_MAX = 2;
const PAYLOADS = 4;
const PAYLOAD_BYTES = BUFFER_BYTES - 96;
const PATIENCE_MS = 600;

export const capLosesNothing: Rule<ReadFixture> = {
  id: "readyread/cap_loses_nothing",
  paths: ["RR-2", "RR-14"],
  requirement: "With all buffers in hand next MUST throw CapReached and a wait HeldTooLong, and " +
    "change nothing; what came meanwhile, on however many connections, MUST come after the commit",
  source: "https://man7.org/linux/man-pages/man3/io_uring_setup_buf_ring.3.html",
  killedBy: [
    "cap_drops_a_payload",
    "cap_is_silent",
    "cap_overwrites",
    "starved_is_forgotten",
    "edge_without_drain",
  ],
  on: "kernel",
  check(fixture) {
    for (const transport of TRANSPORTS) checkCap(fixture, transport);
    return holds();
  },
};

function checkCap(fixture: ReadFixture, transport: Transport): void {
  const lines = Array.from({ length: LINES }, () => fixture.openLine(transport));
  using source = fixture.openSource({ connectionsMax: LINES, buffersMax: BUFFERS_MAX });
  const connections = lines.map(({ fd }) => source.add(fd));
  const sent = lines.map((_, line) =>
    Array.from({ length: PAYLOADS }, (_, at) => fixture.content(LINES * at + line, PAYLOAD_BYTES))
  );
  lines.forEach((line, index) => sent[index]!.forEach((payload) => line.sendAll(payload)));
  const events: ReadEvent[] = [];
  let refusals = 0;
  const most = LINES * PAYLOADS * PAYLOAD_BYTES;
  for (let received = 0; received < most;) {
    const { held, isFull } = hold(source);
    if (isFull) {
      refusals++;
      mustThrow(() => source.wait(1), { name: "HeldTooLong", what: "a wait at the cap" });
    }
    for (const { event, offset } of held) {
      const { bytes } = event;
      received += bytes.length;
      mustEqual(source.bytes.slice(offset, offset + bytes.length), {
        expected: bytes,
        what: `a payload in hand at the cap, over ${transport}`,
      });
      events.push(event);
    }
    source.commit();
    must(held.length > 0 || source.wait(PATIENCE_MS) === READY, {
      expected: `${most} bytes over ${transport}`,
      actual: `${received}`,
    });
  }
  must(refusals > 0, { expected: "a refusal at the cap", actual: "none" });
  connections.forEach((connection, index) => {
    const own = events.filter((event) => event.connection === connection);
    mustEqual(concat(own.map(({ bytes }) => bytes)), {
      expected: concat(sent[index]!),
      what: `what came of connection ${index} over ${transport}`,
    });
  });
  const options = { what: `after the cap, over ${transport}`, buffersMax: BUFFERS_MAX };
  mustEqual(OUTCOME_NAMES[source.next()], { expected: "EMPTY", what: "next in the end" });
  fixture.mustBeIdle(source, options);
}

interface Holding {
  readonly held: readonly { readonly event: ReadEvent; readonly offset: number }[];
  readonly isFull: boolean;
}

/** Takes all that is there, or that can be held at once. */
function hold(source: ReadSource): Holding {
  const held: { event: ReadEvent; offset: number }[] = [];
  try {
    for (;;) {
      const outcome = source.next();
      if (outcome === EMPTY) return { held, isFull: false };
      if (outcome !== DATA) throw new Broken("DATA or EMPTY", `${OUTCOME_NAMES[outcome]}`);
      held.push({ event: toEvent(source, outcome), offset: source.offset });
    }
  } catch (error) {
    if (error instanceof Broken || !(error instanceof Error)) throw error;
    if (error.name !== "CapReached") throw error;
  }
  const { outstanding } = source.pool;
  mustThrow(() => source.next(), { name: "CapReached", what: "next, once more at the cap" });
  mustEqual([source.pool.outstanding, source.ledger.inFlight], {
    expected: [outstanding, held.length],
    what: "buffers out and payloads in flight after refusals",
  });
  return { held, isFull: true };
}
