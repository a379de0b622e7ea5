/** A sender by SEND_ZC that misreads completions: what several mutants share. @module */
import { Uring } from "../../../ffi/uring.ts";
import type { ZerocopyInput, ZerocopySink } from "../../../lib/zerocopy/contract.ts";
import { uringSendZc } from "../../../lib/zerocopy/uring_send_zc.ts";
import { replace } from "../../replace.ts";
import type { Mutant } from "../../suite.ts";
import type { ZerocopyRow } from "../fixture.ts";
import { senderMutant } from "../passing_channel.ts";

interface Named {
  readonly name: string;
  readonly bug: string;
}

/** `read` says what the sender takes the flags of a completion for, as long as it lives. */
export function misreadFlags(
  options: Named & { readonly read: (flags: number, result: number) => number },
): Mutant<ZerocopyRow> {
  const { read } = options;
  return patchedSender(options, () => {
    const { cqeFlags } = Uring.prototype;
    Uring.prototype.cqeFlags = function (index) {
      return read(cqeFlags.call(this, index), this.result(index));
    };
    return () => Uring.prototype.cqeFlags = cqeFlags;
  });
}

/** `read` says what the sender takes the result of a completion for, as long as it lives. */
export function misreadResults(
  options: Named & { readonly read: (result: number) => number },
): Mutant<ZerocopyRow> {
  const { read } = options;
  return patchedSender(options, () => {
    const { result } = Uring.prototype;
    Uring.prototype.result = function (index) {
      return read(result.call(this, index));
    };
    return () => Uring.prototype.result = result;
  });
}

/** A sender by SEND_ZC some of whose code is another, as long as it lives. */
export function patchedSender(
  { name, bug }: Named,
  patch: () => () => void,
): Mutant<ZerocopyRow> {
  const open = (input: ZerocopyInput): ZerocopySink => {
    const sink = uringSendZc.open(input);
    const restore = patch();
    const dispose = () => {
      sink[Symbol.dispose]();
      restore();
    };
    return replace(sink, { [Symbol.dispose]: dispose });
  };
  return senderMutant({ name, bug, row: uringSendZc, open });
}
