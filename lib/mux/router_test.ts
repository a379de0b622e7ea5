/** Tests of what frames mean that no right peer sends, and of where metadata goes. @module */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { NativeMemory } from "../../ffi/memory.ts";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_STREAM } from "../../ffi/socket_constants.ts";
import { Connection } from "./connection.ts";
import { PARTS, until } from "./connection_fixture.ts";
import { ConnectionClosed, ProtocolError } from "./errors.ts";
import { INVOKE, METADATA, writeHeader } from "./frame.ts";
import type { Stream } from "./stream.ts";
import { Transport } from "./transport.ts";

/** A frame of one byte; `done` says whether it is all of it. */
function frameOf(kind: number, stream: number, { done = true, byte = 97 } = {}): number[] {
  const frame = new Uint8Array(64);
  const header = { kind, done, control: false, stream, message: 0, payloadBytes: 1 };
  const end = writeHeader(frame, 0, header);
  return [...frame.subarray(0, end), byte];
}

/** A connection that takes streams, and a socket to say to it what one likes. */
function openFaced() {
  const [near, far] = openSocketPair({ family: AF_UNIX, type: SOCK_STREAM });
  const memory = NativeMemory.map({ sizeBytes: 4096 });
  const raw = new Transport(near);
  const accepted: Stream[] = [];
  const connection = new Connection({
    ...PARTS,
    transport: new Transport(far),
    onStream: (stream) => void accepted.push(stream),
  });
  const say = (bytes: readonly number[]) => {
    memory.bytes.set(bytes);
    assertEquals(raw.write(memory, 0, bytes.length), bytes.length);
  };
  const close = async () => {
    raw[Symbol.dispose]();
    await connection.close();
    memory[Symbol.dispose]();
  };
  return { connection, accepted, raw, say, [Symbol.asyncDispose]: close };
}

Deno.test("metadata go to the stream whose they are, and to no other", async () => {
  await using rig = openFaced();
  rig.say([...frameOf(METADATA, 1, { byte: 7 }), ...frameOf(INVOKE, 2), ...frameOf(INVOKE, 3)]);
  rig.say([...frameOf(METADATA, 4, { byte: 8 }), ...frameOf(INVOKE, 4)]);
  await until(() => rig.accepted.length === 3);
  assertEquals(rig.accepted.map(({ metadata }) => [...metadata]), [[], [], [8]]);
});

for (const [kind, name] of [[INVOKE, "INVOKE"], [METADATA, "METADATA"]] as const) {
  Deno.test(`a part of ${name} alone ends the connection`, async () => {
    await using rig = openFaced();
    rig.say(frameOf(kind, 1, { done: false }));
    const reason = await rig.connection.ended();
    assert(reason instanceof ProtocolError);
    assertStringIncludes(reason.message, name);
  });
}

Deno.test("an end within a frame is told as one", async () => {
  await using rig = openFaced();
  rig.say(frameOf(INVOKE, 1).slice(0, 3));
  await until(() => rig.connection.transport.readBytes === 3);
  rig.raw[Symbol.dispose]();
  const reason = await rig.connection.ended();
  assert(reason instanceof ConnectionClosed);
  assertStringIncludes(reason.message, "within a frame, 3 bytes into it");
});
