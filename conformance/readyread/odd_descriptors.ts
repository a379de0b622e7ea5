/** What is no such socket is refused by name; a socket of another kind is read like any. @module */
import { openEventfd } from "../../ffi/eventfd.ts";
import { OwnedFd } from "../../ffi/fd.ts";
import { openMemfd } from "../../ffi/memfd.ts";
import { openSocketPair } from "../../ffi/socket.ts";
import { AF_UNIX, SOCK_SEQPACKET } from "../../ffi/socket_constants.ts";
import { Broken, holds, must, mustEqual, type Rule, show } from "../rule.ts";
import { Line, TRANSPORTS } from "./line.ts";
import type { ReadFixture } from "./read_fixture.ts";
import { joined, readEvents, untilBytes } from "./read_log.ts";

/** Errors that callers know by type. */
const TYPED = ["Unavailable", "SysError", "RangeError"];
const PAYLOAD_BYTES = 900;
/** Far above what any check opens. */
const NOBODYS_FD = 1_000_000;

export const oddDescriptors: Rule<ReadFixture> = {
  id: "readyread/odd_descriptors",
  paths: ["RR-13"],
  requirement: "A descriptor that cannot be read as a connection MUST be refused with a typed " +
    "error, nothing changed; a socket in blocking mode, or its duplicate, MUST give what any gives",
  source: "https://man7.org/linux/man-pages/man7/socket.7.html",
  killedBy: ["takes_any_descriptor", "refusal_keeps_a_buffer", "blocking_mode_is_refused"],
  on: "kernel",
  check(fixture) {
    checkRefused(fixture);
    for (const transport of TRANSPORTS) {
      using line = new Line(transport, { blocking: true });
      using source = fixture.openSource();
      const connection = source.add(line.fd);
      source.next(); // nothing is there: it must return all the same
      const payload = fixture.content(0, PAYLOAD_BYTES);
      line.sendAll(payload);
      const events = readEvents(source, { enough: untilBytes(connection, PAYLOAD_BYTES) });
      mustEqual(joined(events, connection), {
        expected: payload,
        what: `what came over a ${transport} socket in blocking mode`,
      });
    }
    return holds();
  },
};

function checkRefused(fixture: ReadFixture): void {
  using line = fixture.openLine("unix_stream");
  using event = new OwnedFd(openEventfd());
  using file = openMemfd("odd", { sizeBytes: 4096 });
  using pair = openPair();
  using source = fixture.openSource();
  const connection = source.add(line.fd);
  const odd: Readonly<Record<string, number>> = {
    "an eventfd": event.fd,
    "a file": file.fd,
    "a SOCK_SEQPACKET socket": pair.fd,
    "a number that nobody has": NOBODYS_FD,
    "-1": -1,
    "not a number": NaN,
  };
  for (const [what, fd] of Object.entries(odd)) {
    mustRefuse(() => source.add(fd), what);
    mustEqual(source.connectionCount, { expected: 1, what: `connections after ${what}` });
    fixture.mustBeIdle(source, { what: `after ${what} was refused` });
  }
  line.sendAll(fixture.content(0, 20));
  const events = readEvents(source, { enough: untilBytes(connection, 20) });
  mustEqual(joined(events, connection), {
    expected: fixture.content(0, 20),
    what: "what came over a socket after those refusals",
  });
}

function openPair(): { readonly fd: number } & Disposable {
  const [one, other] = openSocketPair({ family: AF_UNIX, type: SOCK_SEQPACKET });
  const dispose = () => {
    one[Symbol.dispose]();
    other[Symbol.dispose]();
  };
  return { fd: one.fd, [Symbol.dispose]: dispose };
}

function mustRefuse(add: () => number, what: string): void {
  let failure: unknown;
  try {
    add();
  } catch (error) {
    failure = error;
  }
  if (failure === undefined) throw new Broken(`${what} refused`, `${what} was let in`);
  must(failure instanceof Error && TYPED.includes(failure.name) && failure.message.length > 20, {
    expected: `one of ${TYPED.join(", ")}, in words, for ${what}`,
    actual: show(failure),
  });
}
