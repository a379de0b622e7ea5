/** epoll_wait(2) on another thread: for a program whose own thread must go on. @module */
import { EPOLL_EVENT } from "./epoll.ts";
import { NativeMemory } from "./memory.ts";

const SYMBOLS = {
  // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
  epoll_wait: {
    parameters: ["i32", "u64", "i32", "i32"],
    result: "i32",
    nonblocking: true,
  },
} as const satisfies Deno.ForeignLibraryInterface;

type Symbols = Deno.DynamicLibrary<typeof SYMBOLS>["symbols"];

let opened: Symbols | undefined;

/**
 * Waits for an epoll instance without blocking its thread; costs some 15 us a wait, so it is for
 * when there is nothing else to do.
 *
 * Ownership: owns memory for one event, which nobody reads; borrows the epoll descriptor. The wait
 * under way must have ended before the disposal of either.
 */
export class EpollLookout implements Disposable {
  readonly #fd: number;
  readonly #memory = NativeMemory.map({ sizeBytes: EPOLL_EVENT.sizeBytes });

  /** @throws {SysError} from mmap(2). */
  constructor(fd: number) {
    this.#fd = fd;
    opened ??= Deno.dlopen("libc.so.6", SYMBOLS).symbols;
  }

  /**
   * Resolves when a descriptor is ready, or after a signal: look for oneself. The error of another
   * thread's call cannot be read here, so that there is none to tell.
   */
  async wait(): Promise<void> {
    await opened!.epoll_wait(this.#fd, this.#memory.address, 1, -1);
  }

  /** Unmaps. Harmless when repeated. */
  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}
