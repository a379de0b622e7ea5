/** A stream that nobody reads keeps no other from going on, as far as its queue goes. @module */
import type { WriterTraits } from "../../lib/mux/writer/contract.ts";
import { queueImplementations } from "../../lib/mux/queue/table.ts";
import type { QueueImplementation } from "../../lib/mux/queue/contract.ts";
import { holds, mustEqual, type Rule } from "../rule.ts";
import { stir } from "./settling.ts";
import { mustBecome, mustCome } from "./waiting.ts";
import type { Connected } from "./writer_fixture.ts";
import type { WriterFixture } from "./writer_fixture.ts";

const CAPACITY = 4;
const MESSAGE_BYTES = 200;
/** The reader has run that often before it is said to be blocked. */
const TURNS = 20;

export const slowStreamBlocksNoOther: Rule<WriterFixture, WriterTraits> = {
  id: "mux/slow_stream_blocks_no_other",
  paths: ["MX-20"],
  requirement: "Messages of other streams MUST arrive while the queue of an unread one has " +
    "room, and with credit at any time; where a full one blocks, reading it helps",
  source: "https://github.com/cockroachdb/drpc",
  killedBy: [
    "queues_of_one_message",
    "windows_without_end",
    "stalled_is_forgotten",
  ],
  on: "kernel",
  async check(fixture) {
    for (const queue of queueImplementations) {
      const messages = queue.traits.bound === "one" ? 1 : CAPACITY;
      const options = {
        queue,
        queueCapacity: messages,
        queueBudgetBytes: messages * MESSAGE_BYTES,
        windowBytes: messages * MESSAGE_BYTES,
      };
      await fixture.connected(options, (pair) => check(pair, { fixture, queue, messages }));
    }
    return holds();
  },
};

async function check(pair: Connected, { fixture, queue, messages }: {
  readonly fixture: WriterFixture;
  readonly queue: QueueImplementation;
  readonly messages: number;
}): Promise<void> {
  const { connection, accepted } = pair;
  const { stream: slow } = connection.open("slow");
  const { stream: other } = connection.open("other");
  const payload = fixture.content(1, MESSAGE_BYTES);
  const { credit } = fixture.traits;
  // without credit one message more than there is room for blocks: the queue bounds the memory
  const sends = Array.from({ length: messages }, () => Promise.resolve(slow.send(payload)));
  await mustBecome(() => accepted.length === 2, "both streams come");
  const [unread, read] = accepted;
  await mustPass(fixture, other, read!, `${messages} unread in ${queue.name}`);
  for (let more = 0; more < (credit ? 20 : 2); more++) {
    sends.push(Promise.resolve(slow.send(payload)));
  }
  if (credit) await mustPass(fixture, other, read!, `an unread stream with credit, ${queue.name}`);
  else {
    const before = pair.far.transport.readBytes;
    const blocked = read!.receive();
    let isReceived = false;
    void blocked.then(() => isReceived = true, () => {});
    await mustCome(Promise.resolve(other.send(fixture.content(3))), "a send is taken");
    await stir(() => isReceived, TURNS);
    if (queue.traits.blocksOthers) {
      mustEqual(isReceived, { expected: false, what: `a message passes a full ${queue.name}` });
    }
    for (let count = 0; count < messages + 2; count++) {
      await mustCome(unread!.receive(), `message ${count} of the full ${queue.name}`);
    }
    const what = `others go on once ${queue.name} has room again, ${before} bytes read`;
    mustEqual(await mustCome(blocked, what), { expected: fixture.content(3), what });
  }
  slow.cancel();
  await Promise.allSettled(sends);
}

/** Some messages pass on the stream that is read. */
async function mustPass(
  fixture: WriterFixture,
  from: Connected["accepted"][number],
  to: Connected["accepted"][number],
  beside: string,
): Promise<void> {
  for (let count = 0; count < 3; count++) {
    const payload = fixture.content(count);
    const what = `a message passes beside ${beside}`;
    await mustCome(Promise.resolve(from.send(payload)), `${what}: it is taken`);
    mustEqual(await mustCome(to.receive(), what), { expected: payload, what });
  }
}
