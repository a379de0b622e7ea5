/** Memory that a process shares with its children: a memfd, which each of them maps. @module */
import type { OwnedFd } from "../../ffi/fd.ts";
import { openMemfd } from "../../ffi/memfd.ts";
import { MAP_SHARED, NativeMemory } from "../../ffi/memory.ts";

/** How much memory; the same on both sides. */
export interface SharedSize {
  readonly sizeBytes: number;
}

/** Zeroed at first. Owns its mapping, and the descriptor where it made the memory. */
export class SharedMemory implements Disposable {
  /** To hand to the child. */
  readonly fd: number;
  readonly #memory: NativeMemory;
  readonly #owner: OwnedFd | undefined;

  private constructor(fd: number, { sizeBytes }: SharedSize, owner: OwnedFd | undefined) {
    this.fd = fd;
    this.#owner = owner;
    this.#memory = NativeMemory.map({ sizeBytes, flags: MAP_SHARED, fd });
  }

  /** Makes it; `name` shows in /proc. @throws {SysError} from memfd_create(2) or mmap(2). */
  static open(name: string, size: SharedSize): SharedMemory {
    using stack = new DisposableStack();
    const owner = stack.use(openMemfd(name, size));
    const memory = new SharedMemory(owner.fd, size, owner);
    stack.move();
    return memory;
  }

  /** Maps what the parent made. @throws {SysError} from mmap(2). */
  static attach(fd: number, size: SharedSize): SharedMemory {
    return new SharedMemory(fd, size, undefined);
  }

  /** The memory; empty once it was disposed. */
  get buffer(): ArrayBuffer {
    return this.#memory.bytes.buffer;
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
    this.#owner?.[Symbol.dispose]();
  }
}
