/** What goes wrong in a multiplexed connection, by type. @module */

/** Bytes or frames that no right peer sends: the connection is unusable. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** A message longer than this side takes; what was gathered of it was given back. */
export class MessageTooLong extends Error {
  override readonly name = "MessageTooLong";
}

/** The end of a hold without a hold: nothing taken, or ended before. Nothing changed. */
export class NotHeld extends Error {
  override readonly name = "NotHeld";
}

/** A message taken while another one is held. Nothing changed. */
export class StillHeld extends Error {
  override readonly name = "StillHeld";
}

/** What `close` gives when nobody says why: the reason of a queue that was disposed. */
export class QueueDisposed extends Error {
  override readonly name = "QueueDisposed";
}

/** A stream was cancelled, by this side or by its peer. */
export class Canceled extends Error {
  override readonly name = "Canceled";
}

/** A send after the end of the stream's own sends. */
export class SendEnded extends Error {
  override readonly name = "SendEnded";
}

/** A stream that was closed, here or by the peer; the connection goes on. */
export class StreamClosed extends Error {
  override readonly name = "StreamClosed";
}

/** What the peer's side of a stream failed with; the connection goes on. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";
}

/** One stream more than the maximum; nothing was opened, the connection goes on. */
export class TooManyStreams extends Error {
  override readonly name = "TooManyStreams";
}

/** A stream number that was used before. */
export class DuplicateStream extends Error {
  override readonly name = "DuplicateStream";
}

/** A connection that was closed, here or by the peer. */
export class ConnectionClosed extends Error {
  override readonly name = "ConnectionClosed";
}

/** What an error says, whatever was thrown: such text goes to a peer, and must not fail itself. */
export function textOfError(error: unknown): string {
  try {
    return error instanceof Error ? `${error.message}` : String(error);
  } catch {
    return "an error without a text";
  }
}
