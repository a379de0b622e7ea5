/** Tests of the ring's model itself. @module */
import { assertEquals } from "@std/assert";
import { lease } from "../../lib/ringbuf/lease.ts";
import { unsafe } from "../../lib/ringbuf/unsafe.ts";
import { RingModel } from "./ring_model.ts";

const CAPACITY_BYTES = 128;

function openModel(traits = unsafe.traits): RingModel {
  return new RingModel(traits, { capacityBytes: CAPACITY_BYTES });
}

function record(discard = false) {
  return { footprintBytes: 32, payloadBytes: 24, discard };
}

Deno.test("RingModel.produce() refuses what would leave no byte free", () => {
  const model = openModel();
  const accepted = Array.from({ length: 4 }, () => model.produce(record(), 0));
  assertEquals(accepted, [true, true, true, false]);
});

Deno.test("RingModel.consumerRange() stays before what is in hand", () => {
  const model = openModel();
  model.produce(record(), 0);
  model.produce(record(), 0);
  model.read();
  assertEquals(model.consumerRange(), { from: 0, to: 0 });
});

Deno.test("RingModel.release() gives back what was handed out and no more", () => {
  const model = openModel();
  model.produce(record(), 0);
  model.produce(record(), 0);
  model.read();
  model.release();
  assertEquals(model.consumerRange(), { from: 32, to: 32 });
});

Deno.test("RingModel.consumerRange() leaves discarded records before the next payload open", () => {
  const model = openModel();
  model.produce(record(true), 0);
  model.produce(record(), 0);
  assertEquals(model.consumerRange(), { from: 0, to: 32 });
});

Deno.test("RingModel.read() that finds only discarded records gives them back", () => {
  const model = openModel();
  model.produce(record(true), 0);
  assertEquals(model.read(), undefined);
  assertEquals(model.consumerRange(), { from: 32, to: 32 });
});

Deno.test("RingModel.read() hands out discarded records where they show", () => {
  const model = openModel(lease.traits);
  model.produce(record(true), 0);
  assertEquals(model.read()?.discard, true);
  assertEquals(model.consumerRange(), { from: 0, to: 0 });
});

Deno.test("RingModel.rewind() hands out again what was not released", () => {
  const model = openModel();
  model.produce(record(), 0);
  const first = model.read();
  model.rewind();
  assertEquals(model.read(), first);
});
