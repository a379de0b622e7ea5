/** Tests of a dump cycle, by each receiver. @module */
import { assert, assertEquals } from "@std/assert";
import { bindEphemeral, listenOn, openSocket } from "../../../ffi/socket.ts";
import { AF_INET, AF_INET6, SOCK_DGRAM, SOCK_STREAM } from "../../../ffi/socket_constants.ts";
import { BufferPool } from "../../buffer_pool.ts";
import { receiveImplementations } from "../receive/table.ts";
import { DumpCycle } from "./cycle.ts";
import { RecordEncoder, recordType } from "./encode.ts";
import { ALL_TARGETS, DUMP_BUFFER_BYTES, DumpRequests, openDiagSocket } from "./request.ts";
import { MemorySink } from "./memory_sink_fixture.ts";

interface Decoded {
  readonly protocol: number;
  readonly sourcePort: number;
  readonly sourceAddress: Uint8Array;
  readonly state: number;
  readonly tcp?: { readonly pathMtuBytes: number };
}

function decode(bytes: Uint8Array): Decoded {
  return recordType().toObject(recordType().decodeDelimited(bytes)) as Decoded;
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
      const pool = stack.use(new BufferPool({ bufferBytes: 512, bufferCount: 8 }));
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
