/** File descriptors: one owner each, and a listing to prove that none was leaked. @module */
import { checked } from "./libc.ts";

/** fcntl.h */
export const F_GETFD = 1;
export const F_GETFL = 3;
export const F_SETFL = 4;
export const FD_CLOEXEC = 1;
export const O_NONBLOCK = 0x800;
export const F_DUPFD_CLOEXEC = 1030;

/**
 * Closes a descriptor.
 *
 * @throws {SysError} EBADF when it is not open: somebody else closed it, or it was closed twice.
 */
export function closeFd(fd: number): void {
  checked("close", (c) => c.close(fd));
}

/**
 * A second descriptor of the same file, close-on-exec: the lowest free number from `lowest` on.
 * The caller closes it.
 *
 * @throws {SysError} EBADF, EMFILE.
 */
export function dup(fd: number, lowest = 0): number {
  return checked("fcntl", (c) => c.fcntl(fd, F_DUPFD_CLOEXEC, lowest));
}

/** Whether a descriptor is closed when a program is executed. @throws {SysError} EBADF. */
export function closesOnExec(fd: number): boolean {
  return (checked("fcntl", (c) => c.fcntl(fd, F_GETFD, 0)) & FD_CLOEXEC) !== 0;
}

/** Whether calls on a descriptor return EAGAIN where they would block. @throws {SysError} EBADF. */
export function isNonBlocking(fd: number): boolean {
  return (checked("fcntl", (c) => c.fcntl(fd, F_GETFL, 0)) & O_NONBLOCK) !== 0;
}

/** Decides whether calls on a file give EAGAIN instead of blocking. @throws {SysError} EBADF. */
export function setNonBlocking(fd: number, options: { readonly on: boolean }): void {
  const flags = checked("fcntl", (c) => c.fcntl(fd, F_GETFL, 0));
  const wanted = options.on ? flags | O_NONBLOCK : flags & ~O_NONBLOCK;
  checked("fcntl", (c) => c.fcntl(fd, F_SETFL, wanted));
}

/** A descriptor and its owner: closed once, by disposal. */
export class OwnedFd implements Disposable {
  readonly fd: number;
  #owned = true;

  /** Takes over a descriptor that is open. */
  constructor(fd: number) {
    this.fd = fd;
  }

  /** Gives the descriptor to the caller, who closes it; disposal then does nothing. */
  release(): number {
    if (!this.#owned) throw new Error(`Cannot release descriptor ${this.fd}: it is not owned`);
    this.#owned = false;
    return this.fd;
  }

  /** Closes the descriptor. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (!this.#owned) return;
    this.#owned = false;
    closeFd(this.fd);
  }
}

/** One open descriptor, as /proc shows it. */
export interface OpenFd {
  readonly fd: number;
  /** What it refers to: a path, `anon_inode:[eventfd]`, `socket:[1234]`. */
  readonly target: string;
}

/** What to list. */
export interface OpenFdOptions {
  /** @default {"self"} */
  readonly processId?: number | "self";
}

/** The open descriptors of a process, in order; the one that the listing itself opens left out. */
export function openFds(options: OpenFdOptions = {}): OpenFd[] {
  const directory = `/proc/${options.processId ?? "self"}/fd`;
  const found: OpenFd[] = [];
  for (const { name } of Deno.readDirSync(directory)) {
    try {
      found.push({ fd: Number(name), target: Deno.readLinkSync(`${directory}/${name}`) });
    } catch (error) {
      // closed since: the descriptor that listed the directory, for one
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return found.sort((a, b) => a.fd - b.fd);
}
