/** Mutant: its first connection goes before all others. @module */
import { UnreadBytes } from "../../../ffi/unread.ts";
import { NOTHING } from "../../../lib/readyread/polled_source.ts";
import { ReadySource } from "../../../lib/readyread/ready.ts";
import { type ReadMutant, toReadMutant } from "../read_mutant.ts";

class Broken extends ReadySource {
  readonly #unread = new UnreadBytes();

  protected override receive(connection: number): number {
    const isFirst = connection === 0;
    if (!isFirst && this.#unread.of(this.members.fd(0)) > 0) return NOTHING;
    return super.receive(connection);
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    this.#unread[Symbol.dispose]();
  }
}

export const busyGoesFirst: ReadMutant = toReadMutant({
  name: "busy_goes_first",
  bug: "reads nobody else while its first connection has data",
  open: (input) => new Broken(input),
});
