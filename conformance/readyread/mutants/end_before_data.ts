/** Mutant: it sees the end of a stream before the data in front of it. @module */
import { optionBytes } from "../../../ffi/socket.ts";
import { IPPROTO_TCP, TCP_INFO } from "../../../ffi/socket_constants.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

/** TCP_CLOSE_WAIT of net/tcp_states.h, in tcpi_state */
const CLOSE_WAIT = 8;

function isLastSent(fd: number): boolean {
  try {
    const option = { level: IPPROTO_TCP, option: TCP_INFO, sizeBytes: 1 };
    return optionBytes(fd, option)[0] === CLOSE_WAIT;
  } catch {
    return false; // no TCP socket
  }
}

class Broken extends ReadySource {
  protected override receive(connection: number): number {
    return isLastSent(this.members.fd(connection)) ? 0 : super.receive(connection);
  }
}

export const endBeforeData: ReadMutant = toReadMutant({
  name: "end_before_data",
  bug: "takes a connection for ended as soon as its peer has sent its last",
  open: (input) => new Broken(input),
});
