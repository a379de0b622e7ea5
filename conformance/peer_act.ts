/** Reads a socket from the accomplice's thread, and throws away what it reads. @module */
import { receiveAll } from "./socket_channel.ts";

/** What {@linkcode act} takes. */
export interface Reading {
  readonly fd: number;
}

/** Reads all that is there. */
export function act({ fd }: Reading): void {
  receiveAll(fd);
}
