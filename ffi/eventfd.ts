/** eventfd: a counter that wakes a waiter in any thread or process that has it. @module */
import { ERRNO, SysError } from "./errno.ts";
import { checked, errno, libc } from "./libc.ts";
import { closeFd } from "./fd.ts";

/** sys/eventfd.h */
export const EFD_NONBLOCK = 0x800;
export const EFD_CLOEXEC = 0x80000;

const COUNTER_BYTES = 8n;
const counter = new Uint8Array(Number(COUNTER_BYTES));

/**
 * Opens an eventfd, non-blocking and close-on-exec. The caller closes it.
 *
 * @throws {SysError} from eventfd(2).
 */
export function openEventfd(): number {
  return checked("eventfd", (c) => c.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
}

/**
 * Adds one to the counter, which wakes whoever polls it. A full counter is readable already, so
 * that EAGAIN is no error.
 *
 * @throws {SysError} EBADF when it was closed.
 */
export function notify(fd: number): void {
  errno();
  if (libc().eventfd_write(fd, 1n) === 0) return;
  const code = errno();
  if (code !== ERRNO.EAGAIN) throw new SysError("eventfd_write", code);
}

/**
 * Sets the counter back to zero. Returns whether it was above: whether somebody had notified.
 *
 * @throws {SysError} EBADF when it was closed.
 */
export function drain(fd: number): boolean {
  errno();
  if (libc().read_buffer(fd, counter, COUNTER_BYTES) === COUNTER_BYTES) return true;
  const code = errno();
  if (code !== ERRNO.EAGAIN) throw new SysError("read an eventfd", code);
  return false;
}

/** An eventfd and its owner. */
export class EventFd implements Disposable {
  readonly fd: number = openEventfd();
  #open = true;

  /** See {@linkcode notify}; harmless after disposal. */
  notify(): void {
    if (this.#open) notify(this.fd);
  }

  /** See {@linkcode drain}; false after disposal. */
  drain(): boolean {
    return this.#open && drain(this.fd);
  }

  /** Closes the descriptor. Harmless when repeated. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    closeFd(this.fd);
  }
}
