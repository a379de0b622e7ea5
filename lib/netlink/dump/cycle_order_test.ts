/** Tests of dumps whose last message overtakes a part, and of what settling does on a real socket. @module */
import { assertEquals, assertThrows } from "@std/assert";
import {
  NLM_F_DUMP_INTR,
  NLMSG_DONE,
  NLMSG_OVERRUN,
  NLMSGHDR,
} from "../../../ffi/netlink_constants.ts";
import { INET_DIAG_MSG, SOCK_DIAG_BY_FAMILY } from "../../../ffi/sock_diag.ts";
import { AF_INET, IPPROTO_TCP } from "../../../ffi/socket_constants.ts";
import { StructView } from "../../../ffi/struct.ts";
import { BufferPool } from "../../buffer_pool.ts";
import { Unavailable } from "../../errors.ts";
import { OVERRUN } from "../../outcome.ts";
import { DumpCycle } from "./cycle.ts";
import { ENCODED_BYTES_MAX, RecordEncoder, recordType } from "./encode.ts";
import { MemorySink } from "./memory_sink_fixture.ts";
import { type Scripted, ScriptedReceiver } from "./scripted_receiver_fixture.ts";

function message(type: number, how: { body?: Uint8Array; flags?: number; sequence?: number } = {}) {
  const { body = new Uint8Array(), flags = 0, sequence = 1 } = how;
  const bytes = new Uint8Array(NLMSGHDR.sizeBytes + body.length);
  const header = new StructView(NLMSGHDR, bytes);
  header.set("nlmsg_len", bytes.length);
  header.set("nlmsg_type", type);
  header.set("nlmsg_flags", flags);
  header.set("nlmsg_seq", sequence);
  bytes.set(body, NLMSGHDR.sizeBytes);
  return bytes;
}

function socketOn(port: number, how: { flags?: number; sequence?: number } = {}): Uint8Array {
  const body = new Uint8Array(INET_DIAG_MSG.sizeBytes);
  body[INET_DIAG_MSG.fields.idiag_family.offset] = AF_INET;
  new DataView(body.buffer).setUint16(INET_DIAG_MSG.fields.id.offset, port, false);
  return message(SOCK_DIAG_BY_FAMILY, { ...how, body });
}

/** What the kernel answers to one request: at once, and behind what overtook it. */
interface Answer {
  readonly ready: readonly Scripted[];
  readonly late: readonly Scripted[];
}

class Setup implements Disposable {
  readonly source: ScriptedReceiver;
  readonly ports: number[] = [];
  readonly cycle: DumpCycle;
  readonly #stack = new DisposableStack();

  constructor(...answers: readonly Answer[]) {
    this.source = this.#stack.use(new ScriptedReceiver());
    const pool = this.#stack.use(
      new BufferPool({ bufferBytes: ENCODED_BYTES_MAX, bufferCount: 8 }),
    );
    const sink = this.#stack.use(
      new MemorySink(pool, (bytes) => {
        const record = recordType().toObject(recordType().decodeDelimited(bytes));
        this.ports.push(Number(record.sourcePort));
      }),
    );
    const start = (_index: number, sequence: number) => {
      const { ready, late } = answers[sequence - 1]!;
      this.source.script(ready, late);
    };
    const targets = [{ family: AF_INET, protocol: IPPROTO_TCP }];
    const encoder = new RecordEncoder({ delimited: true });
    const requests = { targets, start }; // a script answers in the kernel's place
    this.cycle = new DumpCycle({ requests, source: this.source, sink, encoder });
  }

  [Symbol.dispose](): void {
    this.#stack.dispose();
  }
}

Deno.test("run() loses no record when the end of a dump overtakes a part", () => {
  using setup = new Setup({
    ready: [socketOn(1), message(NLMSG_DONE)],
    late: [socketOn(2), socketOn(3)],
  });
  assertEquals([setup.cycle.run(1000).records, setup.ports], [3, [1, 2, 3]]);
});

Deno.test("run() leaves nothing of a dump to the next one", () => {
  using setup = new Setup(
    { ready: [message(NLMSG_DONE)], late: [socketOn(1)] },
    { ready: [socketOn(2, { sequence: 2 }), message(NLMSG_DONE, { sequence: 2 })], late: [] },
  );
  setup.cycle.run(1000);
  assertEquals(setup.source.left, 0);
  assertEquals([setup.cycle.run(1000).records, setup.ports], [1, [1, 2]]);
});

Deno.test("run() tells of an interruption that only an overtaken part shows", () => {
  using setup = new Setup({
    ready: [message(NLMSG_DONE)],
    late: [socketOn(1, { flags: NLM_F_DUMP_INTR })],
  });
  assertEquals(setup.cycle.run(1000).interrupted, 1);
});

for (const lost of [OVERRUN, message(NLMSG_OVERRUN)] as const) {
  const what = lost === OVERRUN ? "ENOBUFS" : "NLMSG_OVERRUN";
  Deno.test(`run() starts again when ${what} comes behind the end`, () => {
    using setup = new Setup(
      { ready: [message(NLMSG_DONE)], late: [lost] },
      { ready: [message(NLMSG_DONE, { sequence: 2 })], late: [socketOn(9, { sequence: 2 })] },
    );
    const counts = setup.cycle.run(1000);
    assertEquals([counts.restarted, counts.records, setup.ports], [1, 1, [9]]);
  });
}

Deno.test("new DumpCycle() refuses a receiver that cannot settle", () => {
  using setup = new Setup();
  const { source } = setup;
  Object.defineProperty(source, "settle", { value: undefined });
  const options = { source, sink: setup, encoder: setup, requests: setup } as unknown;
  assertThrows(
    () => new DumpCycle(options as ConstructorParameters<typeof DumpCycle>[0]),
    Unavailable,
    "settle",
  );
});
