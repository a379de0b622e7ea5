/** Tests of members that throw: each is told, and taken out, and the others go on. @module */
import { assert, assertEquals } from "@std/assert";
import { SysError } from "../../ffi/errno.ts";
import { EPOLLIN } from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { until } from "./connection_fixture.ts";
import { type TurnMember, Turns } from "./turn.ts";

const FAULT = new Error("a member's own fault");

class Member implements TurnMember {
  interest = EPOLLIN;
  fd: number;
  readyCount = 0;
  readonly failures: unknown[] = [];
  throwsIn: "onReady" | "onTurn" | "onFailure" | undefined;
  readonly #event: EventFd;

  constructor(event: EventFd, throwsIn?: "onReady" | "onTurn") {
    this.#event = event;
    this.fd = event.fd;
    this.throwsIn = throwsIn;
  }

  onReady(): boolean {
    if (this.throwsIn === "onReady") throw FAULT;
    this.readyCount++;
    return this.#event.drain();
  }

  onTurn(): boolean {
    if (this.throwsIn === "onTurn") throw FAULT;
    return true;
  }

  onFailure(error: unknown): void {
    this.failures.push(error);
    if (this.throwsIn === "onFailure") throw FAULT;
  }
}

/** Has a member fail beside another one, which must go on. */
async function besideAnother(
  fail: (faulty: Member, turns: Turns, event: EventFd) => void,
): Promise<readonly unknown[]> {
  using one = new EventFd();
  using other = new EventFd();
  const turns = Turns.shared();
  const [faulty, sound] = [new Member(one), new Member(other)];
  turns.add(sound);
  turns.add(faulty);
  fail(faulty, turns, one);
  await until(() => faulty.failures.length === 1);
  other.notify();
  await until(() => sound.readyCount === 1);
  turns.request(faulty); // it is out: nothing comes of it
  one.notify();
  other.notify();
  await until(() => sound.readyCount === 2);
  await turns.remove(faulty);
  await turns.remove(sound);
  return faulty.failures;
}

for (const place of ["onReady", "onTurn"] as const) {
  Deno.test(`a member that throws in ${place} is told, and the others go on`, async () => {
    const failures = await besideAnother((faulty, turns, event) => {
      faulty.throwsIn = place;
      event.notify();
      turns.request(faulty);
    });
    assertEquals(failures, [FAULT]);
  });
}

Deno.test("a member whose descriptor cannot be watched is told, and the others go on", async () => {
  const failures = await besideAnother((faulty, turns) => {
    faulty.interest = 0;
    turns.request(faulty);
    void until(() => true).then(() => {
      faulty.fd = -1;
      faulty.interest = EPOLLIN;
      turns.request(faulty);
    });
  });
  assert(failures[0] instanceof SysError);
});

Deno.test("the loop ends when its last member throws", async () => {
  using event = new EventFd();
  const turns = Turns.shared();
  const member = new Member(event, "onTurn");
  turns.add(member);
  turns.request(member);
  await until(() => member.failures.length === 1);
  await turns.remove(member);
  const next = Turns.shared();
  assert(next !== turns);
  const sound = new Member(event);
  next.add(sound);
  await next.remove(sound);
});
