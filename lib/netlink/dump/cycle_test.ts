/** Tests of a dump cycle, by each receiver. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  bindEphemeral,
  congestionControl,
  listenOn,
  openSocket,
  socketOption,
} from "../../../ffi/socket.ts";
import {
  AF_INET,
  AF_INET6,
  SO_RCVBUF,
  SOCK_DGRAM,
  SOCK_STREAM,
  SOL_SOCKET,
} from "../../../ffi/socket_constants.ts";
import { portOf } from "../../../ffi/socket_address.ts";
import { BufferPool } from "../../buffer_pool.ts";
import { startSocketFarm } from "../fixture/socket_farm.ts";
import { recvmsg } from "../receive/recvmsg.ts";
import { receiveImplementations } from "../receive/table.ts";
import { DumpCycle } from "./cycle.ts";
import { ENCODED_BYTES_MAX, RecordEncoder, recordType } from "./encode.ts";
import { ALL_TARGETS, DUMP_BUFFER_BYTES, DumpRequests, openDiagSocket } from "./request.ts";
import { MemorySink } from "./memory_sink_fixture.ts";

interface Decoded {
  readonly family: number;
  readonly sourcePort: number;
  readonly sourceAddress: Uint8Array;
  readonly state: number;
  readonly congestionAlgorithm: string;
  readonly tcp?: { readonly state: number };
  readonly memory?: { readonly receiveBufferBytes: number };
}

function decode(bytes: Uint8Array): Decoded {
  return recordType().decodeDelimited(bytes) as unknown as Decoded;
}

for (const row of receiveImplementations) {
  const probe = row.probe();
  Deno.test({
    name: `DumpCycle finds this process's sockets by ${row.name}`,
    ignore: !probe.available,
    fn() {
      using stack = new DisposableStack();
      const ports = [[AF_INET, SOCK_STREAM], [AF_INET6, SOCK_STREAM], [AF_INET, SOCK_DGRAM]]
        .map(([family, type]) => {
          const { fd } = stack.use(openSocket({ family: family!, type: type! }));
          const address = bindEphemeral(fd, family!);
          if (type === SOCK_STREAM) listenOn(fd);
          return new DataView(address.buffer, address.byteOffset).getUint16(2, false);
        });
      const socket = stack.use(openDiagSocket());
      const pool = stack.use(new BufferPool({ bufferBytes: ENCODED_BYTES_MAX, bufferCount: 8 }));
      const records: Decoded[] = [];
      const sink = stack.use(new MemorySink(pool, (bytes) => records.push(decode(bytes))));
      const source = stack.use(
        row.open({ fd: socket.fd, bufferBytes: DUMP_BUFFER_BYTES, batch: 8 }),
      );
      const requests = stack.use(new DumpRequests(socket.fd, ALL_TARGETS));
      const encoder = new RecordEncoder({ delimited: true });
      const cycle = new DumpCycle({ requests, source, sink, encoder });
      for (let round = 0; round < 3; round++) {
        records.length = 0;
        const counts = cycle.run(5000);
        assertEquals(counts.records, records.length);
        assert(counts.datagrams >= ALL_TARGETS.length);
        const found = ports.map((port) => records.filter((one) => one.sourcePort === port).length);
        assert(found.every((count) => count >= 1), `found ${found}`);
      }
      const listener = records.find((one) => one.sourcePort === ports[0])!;
      assertEquals([...listener.sourceAddress], [127, 0, 0, 1]);
    },
  });
}

for (const family of [AF_INET, AF_INET6]) {
  Deno.test(`DumpCycle tells of a socket what it says itself, of family ${family}`, () => {
    using stack = new DisposableStack();
    const { fd } = stack.use(openSocket({ family, type: SOCK_STREAM }));
    const port = portOf(bindEphemeral(fd, family));
    listenOn(fd);
    const socket = stack.use(openDiagSocket());
    const bufferBytes = ENCODED_BYTES_MAX;
    const pool = stack.use(new BufferPool({ bufferBytes, bufferCount: 8 }));
    const records: Decoded[] = [];
    const sink = stack.use(new MemorySink(pool, (bytes) => records.push(decode(bytes))));
    const source = stack.use(recvmsg.open({ fd: socket.fd, bufferBytes: DUMP_BUFFER_BYTES }));
    const requests = stack.use(new DumpRequests(socket.fd, ALL_TARGETS));
    const encoder = new RecordEncoder({ delimited: true });
    new DumpCycle({ requests, source, sink, encoder }).run(5000);
    const one = records.find((record) => record.sourcePort === port && record.family === family);
    assertEquals([one?.congestionAlgorithm, one?.tcp?.state, one?.memory?.receiveBufferBytes], [
      congestionControl(fd),
      one?.state,
      socketOption(fd, { level: SOL_SOCKET, option: SO_RCVBUF }),
    ]);
  });
}

for (const row of receiveImplementations) {
  const probe = row.probe();
  Deno.test({
    name: `DumpCycle by ${row.name} runs again after a failure, and has lost no buffer`,
    ignore: !probe.available || Deno.uid() !== 0,
    async fn() {
      await using farm = await startSocketFarm(500, { namespace: true });
      using stack = new DisposableStack();
      const socket = stack.use(farm.openDiagSocket());
      const pool = stack.use(new BufferPool({ bufferBytes: ENCODED_BYTES_MAX, bufferCount: 8 }));
      let shown = 0;
      const sink = stack.use(
        new MemorySink(pool, () => {
          if (++shown === 20) throw new Error("broken destination");
        }),
      );
      const source = stack.use(
        row.open({ fd: socket.fd, bufferBytes: DUMP_BUFFER_BYTES, batch: 8 }),
      );
      const requests = stack.use(new DumpRequests(socket.fd));
      const encoder = new RecordEncoder({ delimited: true });
      const cycle = new DumpCycle({ requests, source, sink, encoder });
      assertThrows(() => cycle.run(5000), Error, "broken destination");
      assertEquals([cycle.run(5000).records, pool.outstanding], [500, 0]);
    },
  });
}
