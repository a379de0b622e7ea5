/** A payload in hand stays as it is until it is released. @module */
import { holding, readInTurns } from "../hold.ts";
import { holds, must, mustEqual, precondition, type Rule } from "../rule.ts";
import { payloads, type SourceFixture } from "../source_fixture.ts";

const HELD = 3;
const PAYLOAD_BYTES = 48;

export const ownedUntilRelease: Rule<SourceFixture> = {
  id: "shared/owned_until_release",
  paths: ["X1", "RB-1"],
  requirement: "The bytes of a payload MUST NOT change between its hand-out and its release",
  source: "https://docs.kernel.org/bpf/ringbuf.html",
  killedBy: ["releases_at_hand_out", "commits_the_batch_early"],
  on: "both",
  check(fixture) {
    const { traits } = fixture;
    const source = fixture.open();
    fixture.produce(payloads(HELD, PAYLOAD_BYTES));
    const heldCount = holding(source, { traits, count: HELD }, (held) => {
      precondition(held.length > 0, "nothing was handed out");
      fixture.fill(PAYLOAD_BYTES);
      fixture.produce(payloads(1, PAYLOAD_BYTES)); // refused: were it accepted, it would be here
      held.forEach((payload, index) =>
        mustEqual(payload.bytes(), {
          expected: fixture.content(index, PAYLOAD_BYTES),
          what: `payload ${index} in hand, the producer having filled the channel`,
        })
      );
      if (!traits.copies && fixture.keepsPlace) {
        const taken = held.length * fixture.footprintBytes(PAYLOAD_BYTES);
        const occupied = fixture.occupiedBytes();
        must(occupied >= taken, {
          expected: `at least the ${taken} bytes in hand kept from the producer`,
          actual: `${occupied} bytes kept`,
        });
      }
      return held.length;
    });
    readInTurns(source, traits).forEach((bytes, index) =>
      mustEqual(bytes, {
        expected: fixture.content(heldCount + index, PAYLOAD_BYTES),
        what: `payload ${heldCount + index}, read after the release`,
      })
    );
    return holds();
  },
};
