/** The loop of all connections of a thread: looks, lets others go on, sleeps when idle. @module */
import { setImmediate } from "node:timers";
import { SysError } from "../../ffi/errno.ts";
import { Epoll, EPOLLIN } from "../../ffi/epoll.ts";
import { EpollLookout } from "../../ffi/epoll_async.ts";
import { EventFd } from "../../ffi/eventfd.ts";
import { Signal } from "./signal.ts";

/** Every so many turns timers and other I/O of the program have theirs. */
const TURNS_PER_IMMEDIATE = 64;
/** Quiet turns before it sleeps: some 120 us, about what a wake-up costs in a guest. */
const QUIET_TURNS_MAX = 512;
const EVENTS_PER_LOOK = 64;
const END_DATA = 0xffffffff;

/** One who takes part in the turns. Its methods do not block; one that throws is taken out. */
export interface TurnMember {
  readonly fd: number;
  /** The EPOLL bits it waits for now, 0 for none: looked at after each of its calls. */
  readonly interest: number;
  /** Its descriptor is ready. Returns whether anything came of it. */
  onReady(events: number): boolean;
  /** What it asked for by {@linkcode Turns.request}. */
  onTurn(): boolean;
  /**
   * What it threw, what the kernel said to watching its descriptor, or what ended the whole loop:
   * it is out, and not called any more. What it throws here is lost.
   */
  onFailure(error: unknown): void;
}

/** A place in the loop. */
interface Place {
  readonly member: TurnMember;
  /** What its descriptor is watched for; 0 when it is not in the epoll set. */
  watched: number;
}

let shared: Turns | undefined;

/**
 * A turn is: what members asked for, a look at their descriptors, and `await null`, in which those
 * who were woken go on. It runs while it has members.
 *
 * Ownership: owns its epoll and event descriptors from the first member to the last; borrows those
 * of the members. Belongs to one thread.
 */
export class Turns {
  readonly #places: (Place | undefined)[] = [];
  readonly #asked: TurnMember[] = [];
  readonly #stack = new DisposableStack();
  readonly #epoll: Epoll;
  readonly #end: EventFd;
  readonly #lookout: EpollLookout;
  readonly #woken = new Signal();
  #looking: Promise<void> | undefined;
  #memberCount = 0;
  #running: Promise<void> | undefined;

  private constructor() {
    using stack = new DisposableStack();
    this.#end = stack.use(new EventFd());
    this.#epoll = stack.use(Epoll.open({ eventCount: EVENTS_PER_LOOK }));
    this.#lookout = stack.use(new EpollLookout(this.#epoll.fd));
    this.#epoll.add(this.#end.fd, { events: EPOLLIN, data: END_DATA });
    this.#stack = stack.move();
  }

  /** The loop of this thread. @throws {SysError} EMFILE when descriptors run out. */
  static shared(): Turns {
    shared ??= new Turns();
    return shared;
  }

  /** Takes a member in, and starts with the first one. @throws {SysError} from epoll_ctl(2). */
  add(member: TurnMember): void {
    const free = this.#places.indexOf(undefined);
    const index = free < 0 ? this.#places.length : free;
    const place = { member, watched: 0 };
    this.#places[index] = place;
    try {
      this.#watch(index);
    } catch (error) {
      this.#places[index] = undefined;
      if (this.#running === undefined) this.#giveUp();
      throw error;
    }
    this.#memberCount++;
    this.#running ??= this.#run();
    this.#woken.wake();
  }

  /**
   * Takes a member out, before its descriptor is closed. Resolves, for the last one, when the loop
   * has ended. Harmless when repeated.
   */
  async remove(member: TurnMember): Promise<void> {
    this.#takeOut(member);
    if (this.#memberCount > 0) return;
    this.#woken.wake();
    await this.#running;
  }

  /** Has a member called in the next turn: once for each time it asks. */
  request(member: TurnMember): void {
    this.#asked.push(member);
    this.#woken.wake();
  }

  async #run(): Promise<void> {
    let quietCount = 0;
    for (let turn = 1; this.#memberCount > 0; turn++) {
      quietCount = this.#tryTurn() ? 0 : quietCount + 1;
      if (quietCount > QUIET_TURNS_MAX) {
        quietCount = 0;
        await this.#sleep();
      } else if (turn % TURNS_PER_IMMEDIATE === 0) await immediate();
      else await null;
    }
    this.#end.notify();
    await this.#looking;
    this.#stack.dispose();
  }

  /** A loop that cannot look any more serves nobody: all are told. */
  #tryTurn(): boolean {
    try {
      return this.#turn();
    } catch (error) {
      this.#failAll(error);
      return true;
    }
  }

  /** Returns whether anything happened. */
  #turn(): boolean {
    const asked = this.#asked;
    let hasWorked = asked.length > 0;
    for (let at = 0; at < asked.length; at++) {
      const member = asked[at]!;
      const index = this.#indexOf(member);
      if (index >= 0) this.#callAsked(index, member);
    }
    asked.length = 0;
    const count = this.#epoll.wait(0);
    for (let at = 0; at < count; at++) {
      const index = this.#epoll.data(at);
      if (this.#callReady(index, this.#epoll.events(at))) hasWorked = true;
    }
    return hasWorked;
  }

  #callAsked(index: number, member: TurnMember): void {
    try {
      member.onTurn();
      if (this.#places[index]?.member === member) this.#watch(index);
    } catch (error) {
      this.#fail(member, error);
    }
  }

  #callReady(index: number, events: number): boolean {
    const member = this.#places[index]?.member;
    if (member === undefined) return false;
    try {
      const hasWorked = member.onReady(events);
      if (this.#places[index]?.member === member) this.#watch(index);
      return hasWorked;
    } catch (error) {
      this.#fail(member, error);
      return true;
    }
  }

  /** Takes a member out for good, and tells it why. The others go on. */
  #fail(member: TurnMember, error: unknown): void {
    this.#takeOut(member);
    try {
      member.onFailure(error);
    } catch {
      // nobody is left to be told
    }
  }

  #failAll(error: unknown): void {
    for (const place of this.#places.slice()) {
      if (place !== undefined) this.#fail(place.member, error);
    }
  }

  #takeOut(member: TurnMember): void {
    const index = this.#indexOf(member);
    if (index < 0) return;
    const { watched } = this.#places[index]!;
    this.#places[index] = undefined;
    if (--this.#memberCount === 0 && shared === this) shared = undefined;
    if (watched === 0) return;
    try {
      this.#epoll.remove(member.fd);
    } catch (error) {
      if (!(error instanceof SysError)) throw error; // closed before: the kernel took it out
    }
  }

  /** Sleeps until a descriptor is ready or a member asks for a turn. */
  async #sleep(): Promise<void> {
    const woken = this.#woken.wait();
    this.#looking ??= this.#look();
    await woken;
  }

  /** Outlasts a sleep that a member ended: the next one takes it over. */
  async #look(): Promise<void> {
    try {
      await this.#lookout.wait();
    } catch (error) {
      this.#failAll(error);
    }
    this.#looking = undefined;
    this.#woken.wake();
  }

  /** Closes a loop that never ran: there is no last member to do it. */
  #giveUp(): void {
    if (shared === this) shared = undefined;
    this.#stack.dispose();
  }

  #indexOf(member: TurnMember): number {
    for (let index = 0; index < this.#places.length; index++) {
      if (this.#places[index]?.member === member) return index;
    }
    return -1;
  }

  /** Has the kernel watch for what a member waits for now. */
  #watch(index: number): void {
    const place = this.#places[index];
    if (place === undefined || place.watched === place.member.interest) return;
    const { fd, interest } = place.member;
    // out of the set altogether where nothing is waited for: a hang-up is reported even so
    if (interest === 0) this.#epoll.remove(fd);
    else if (place.watched === 0) this.#epoll.add(fd, { events: interest, data: index });
    else this.#epoll.modify(fd, { events: interest, data: index });
    place.watched = interest;
  }
}

function immediate(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
