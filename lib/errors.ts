/** Errors that callers catch by type; a kernel's errors are SysError of ffi/. @module */

/** A header that no producer can have written: the source is unusable and nothing was released. */
export class CorruptHeader extends Error {
  override readonly name = "CorruptHeader";
}

/** A second use of something that serves one user at a time; the first use goes on undisturbed. */
export class ConcurrentUse extends Error {
  override readonly name = "ConcurrentUse";
}

/** A lease used after its scope. */
export class LeaseEnded extends Error {
  override readonly name = "LeaseEnded";
}

/** A view touched after its payload was released, or written to; thrown in checked mode only. */
export class ViewEnded extends Error {
  override readonly name = "ViewEnded";
}

/** A blocking wait refused because payloads are held that would keep it from ever waking. */
export class HeldTooLong extends Error {
  override readonly name = "HeldTooLong";
}

/** The declared maximum is in flight; nothing was taken. */
export class CapReached extends Error {
  override readonly name = "CapReached";
}

/** Something this host, or this input, cannot give. */
export class Unavailable extends Error {
  override readonly name = "Unavailable";
}

/** The submission queue has no room; nothing was taken. Not {@linkcode CapReached}: flush helps. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

/**
 * The error that began it: one thrown while another was on its way (by a disposal, mostly) wraps
 * that other, and says nothing of it in its message.
 */
export function firstError(error: unknown): unknown {
  return error instanceof SuppressedError ? firstError(error.suppressed) : error;
}
