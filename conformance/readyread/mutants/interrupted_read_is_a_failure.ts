/** Mutant: a read that was interrupted has failed. @module */
import { MSG_DONTWAIT } from "../../../ffi/socket_constants.ts";
import { recv } from "../../../ffi/transfer.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  protected override receive(connection: number): number {
    const { bufferBytes } = this.input;
    const offset = this.pool.acquire(bufferBytes);
    const fd = this.members.fd(connection);
    const address = BigInt(this.pool.start + offset);
    const count = recv(fd, address, BigInt(bufferBytes), MSG_DONTWAIT);
    this.offset = offset;
    if (count > 0) this.hold(offset, 0);
    else this.pool.release(offset);
    return count;
  }
}

export const interruptedReadIsAFailure: ReadMutant = toReadMutant({
  name: "interrupted_read_is_a_failure",
  bug: "calls a connection broken whose read was interrupted",
  open: (input) => new Broken(input),
});
