/** Tests of the turn from polling to sleeping: real cells, and a ring that can hold a record BUSY. @module */
import { assertEquals } from "@std/assert";
import { BPF_RB_NO_WAKEUP } from "../../ffi/bpf_constants.ts";
import { pageBytes } from "../../ffi/memory.ts";
import { openFakeRing } from "../ringbuf/fixture/fake_ring.ts";
import { RingMemory } from "../ringbuf/ring_memory.ts";
import { probeWireLab } from "./probe.ts";
import { createCell, readCell } from "./segment_program.ts";
import { WakeUps } from "./wake_ups.ts";

const probe = probeWireLab();
const suffix = probe.available ? "" : ` (skipped: ${probe.reason})`;

function test(name: string, claim: (stack: DisposableStack) => void): void {
  Deno.test({
    name: name + suffix,
    ignore: !probe.available,
    fn() {
      using stack = new DisposableStack();
      claim(stack);
    },
  });
}

function open(stack: DisposableStack) {
  const ring = stack.use(openFakeRing(pageBytes()));
  const memory = stack.use(new RingMemory(ring));
  const { fd } = stack.use(createCell());
  return { ring, memory, fd, wakeUps: new WakeUps({ flagsFd: fd, memory }) };
}

test("turnOff() has records submitted without a wake-up", (stack) => {
  const { fd, wakeUps } = open(stack);
  wakeUps.turnOff();
  assertEquals(readCell(fd), BPF_RB_NO_WAKEUP);
});

test("turnOn() is sure of an empty ring, and has records wake again", (stack) => {
  const { fd, wakeUps } = open(stack);
  wakeUps.turnOff();
  assertEquals([wakeUps.turnOn(), readCell(fd)], [true, 0]);
});

test("turnOn() is not sure while a record is reserved, and is once that was read", (stack) => {
  const { ring, memory, wakeUps } = open(stack);
  wakeUps.turnOff();
  const reservation = ring.reserve(16)!;
  const sure = [wakeUps.turnOn(), wakeUps.turnOn()];
  ring.commit(reservation);
  memory.publish(memory.loadProducer());
  assertEquals([...sure, wakeUps.turnOn()], [false, false, true]);
});

test("turnOn() does not ask again of what wakes already", (stack) => {
  const { ring, wakeUps } = open(stack);
  ring.reserve(16);
  assertEquals(wakeUps.turnOn(), true);
});
