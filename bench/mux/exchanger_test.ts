/** Tests of exchanger.ts: what is taken for an echo. @module */
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { Clock } from "../../ffi/clock.ts";
import { openConnectionPair, until } from "../../lib/mux/connection_fixture.ts";
import type { Stream } from "../../lib/mux/stream.ts";
import { Histogram } from "../histogram.ts";
import { Exchanger } from "./exchanger.ts";

const PAYLOAD_BYTES = 64;

type Answer = (message: Uint8Array<ArrayBuffer>) => Uint8Array;

/** The far end answers each message by what `answer` makes of it. */
async function exchange(answer: Answer, isFull = false) {
  using clock = new Clock();
  await using pair = openConnectionPair();
  const { stream } = pair.near.open("echo");
  const latency = new Histogram();
  const exchanger = new Exchanger(stream, { clock, latency, payloadBytes: PAYLOAD_BYTES });
  const running = exchanger.run({ count: 3, isFull });
  await until(() => pair.accepted.length === 1);
  const far = pair.accepted[0]!;
  for (let index = 0; index < 3; index++) await far.send(answer((await far.receive())!));
  await running;
  return { exchanger, latency };
}

Deno.test("Exchanger.run() takes echoes, and the time of each", async () => {
  const { exchanger, latency } = await exchange((message) => message, true);
  assertEquals([exchanger.fault, exchanger.count, latency.count], [undefined, 3, 3]);
});

Deno.test("Exchanger.run() finds an echo that is too short", async () => {
  const { exchanger } = await exchange((message) => message.subarray(4));
  assertStringIncludes(exchanger.fault!, "has 60 bytes");
});

Deno.test("Exchanger.run() finds an echo with another number", async () => {
  const { exchanger } = await exchange((message) => message.with(0, 77));
  assertStringIncludes(exchanger.fault!, "number 77");
});

Deno.test("Exchanger.run() finds a wrong byte in the middle where it looks at each", async () => {
  const { exchanger } = await exchange((message) => message.with(20, 0), true);
  assertStringIncludes(exchanger.fault!, "byte 20");
});

Deno.test("Exchanger.run() rejects when the peer ends the stream", async () => {
  using clock = new Clock();
  await using pair = openConnectionPair();
  const { stream } = pair.near.open("echo");
  const parts = { clock, latency: new Histogram(), payloadBytes: PAYLOAD_BYTES };
  const running = new Exchanger(stream, parts).run({ count: 1 });
  const rejects = assertRejects(() => running, Error);
  await until(() => pair.accepted.length === 1);
  close(pair.accepted[0]!);
  await rejects;
});

function close(stream: Stream): void {
  stream.close();
}
