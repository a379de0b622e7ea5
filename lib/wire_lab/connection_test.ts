/** Tests of what a connection makes of segments in any order. @module */
import { assertEquals } from "@std/assert";
import { PeerConnection } from "./connection.ts";
import { ACK, FIN, RST } from "./segment_record.ts";

/** A connection whose first byte has this number; the default wraps within the first bytes. */
function open(firstByte = -50): PeerConnection {
  return new PeerConnection({ port: 1, subjectPort: 2, synSequence: firstByte - 1, own: 9 });
}

/** Takes in bytes `from` to `to` of the stream. */
function take(connection: PeerConnection, from: number, to: number): string {
  return connection.receive((connection.firstByte + from) | 0, ACK, to - from);
}

Deno.test("receive() counts bytes in order across the wrap of sequence numbers", () => {
  const connection = open();
  assertEquals([take(connection, 0, 40), take(connection, 40, 100)], ["new", "new"]);
  assertEquals(connection.receivedBytes, 100);
});

Deno.test("receive() keeps what came early, and counts it once the gap is closed", () => {
  const connection = open();
  const arrivals = [
    take(connection, 60, 80),
    take(connection, 20, 40),
    take(connection, 30, 70),
  ];
  assertEquals(arrivals, ["early", "early", "early"]);
  assertEquals(connection.receivedBytes, 0);
  assertEquals(take(connection, 0, 20), "new");
  assertEquals(connection.receivedBytes, 80);
});

Deno.test("receive() keeps pieces apart that do not touch", () => {
  const connection = open();
  take(connection, 60, 80);
  take(connection, 20, 40);
  take(connection, 0, 20);
  assertEquals(connection.receivedBytes, 40);
  take(connection, 40, 60);
  assertEquals(connection.receivedBytes, 80);
});

Deno.test("receive() has no room for an endless number of gaps", () => {
  const connection = open();
  let arrival = "";
  for (let index = 1; arrival !== "no_room" && index < 1000; index++) {
    arrival = take(connection, 20 * index, 20 * index + 10);
  }
  assertEquals(arrival, "no_room");
});

Deno.test("receive() knows bytes that it has had", () => {
  const connection = open();
  take(connection, 0, 40);
  assertEquals(take(connection, 10, 40), "old");
  assertEquals(connection.receivedBytes, 40);
});

Deno.test("receive() asks for no reply to a bare acknowledgement, but to a probe", () => {
  const connection = open();
  connection.receive(connection.firstByte, ACK, 0);
  assertEquals(connection.replyDue, false);
  connection.receive((connection.firstByte - 1) | 0, ACK, 0);
  assertEquals(connection.replyDue, true);
});

Deno.test("receive() takes a FIN in after all the bytes before it", () => {
  const connection = open();
  connection.receive((connection.firstByte + 40) | 0, ACK | FIN, 10);
  assertEquals(connection.state, "open");
  take(connection, 0, 40);
  assertEquals([connection.state, connection.receivedBytes], ["finished", 50]);
});

Deno.test("acknowledge() counts bytes once, and the FIN for none", () => {
  const connection = open();
  connection.receive(connection.firstByte, ACK | FIN, 10);
  assertEquals(connection.acknowledge(connection.receiveNext), 10);
  assertEquals(connection.acknowledge(connection.receiveNext), 0);
  assertEquals(connection.acknowledgedBytes, 10);
});

Deno.test("receive() takes nothing in after a RST", () => {
  const connection = open();
  connection.receive(connection.firstByte, RST, 0);
  assertEquals([take(connection, 0, 10), connection.state], ["nothing", "reset"]);
});
