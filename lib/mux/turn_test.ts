/** Tests of the turns: members are called when asked for or ready, and the loop ends with them. @module */
import { assertEquals } from "@std/assert";
import { EPOLLIN } from "../../ffi/epoll.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { until } from "./connection_fixture.ts";
import { type TurnMember, Turns } from "./turn.ts";

class Member implements TurnMember {
  interest = EPOLLIN;
  readyCount = 0;
  turnCount = 0;
  readonly #event: EventFd;

  constructor(event: EventFd) {
    this.#event = event;
  }

  get fd(): number {
    return this.#event.fd;
  }

  onReady(): boolean {
    this.readyCount++;
    return this.#event.drain();
  }

  onTurn(): boolean {
    this.turnCount++;
    return true;
  }

  onFailure(error: unknown): void {
    throw error;
  }
}

Deno.test("a member is called when its descriptor is ready, from sleep too", async () => {
  using event = new EventFd();
  const turns = Turns.shared();
  const member = new Member(event);
  turns.add(member);
  for (let count = 1; count <= 3; count++) {
    await new Promise((resolve) => setTimeout(resolve, 5)); // the loop falls asleep
    event.notify();
    await until(() => member.readyCount === count);
  }
  await turns.remove(member);
});

Deno.test("request() has a member called in the next turn", async () => {
  using event = new EventFd();
  const turns = Turns.shared();
  const member = new Member(event);
  turns.add(member);
  turns.request(member);
  await until(() => member.turnCount === 1);
  await turns.remove(member);
});

Deno.test("a member without interest is left alone, until it has some", async () => {
  using event = new EventFd();
  const turns = Turns.shared();
  const member = new Member(event);
  member.interest = 0;
  turns.add(member);
  event.notify();
  turns.request(member);
  await until(() => member.turnCount === 1);
  assertEquals(member.readyCount, 0);
  member.interest = EPOLLIN;
  turns.request(member);
  await until(() => member.readyCount === 1);
  await turns.remove(member);
});

Deno.test("remove() of the last member ends the loop; the next one starts another", async () => {
  using event = new EventFd();
  const turns = Turns.shared();
  const member = new Member(event);
  turns.add(member);
  await turns.remove(member);
  await turns.remove(member);
  const next = Turns.shared();
  assertEquals(next === turns, false);
  next.add(member);
  await next.remove(member);
});
