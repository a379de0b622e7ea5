/** memfd: shared memory with a descriptor and no name in any file system. @module */
import { checked, cString } from "./libc.ts";
import { OwnedFd } from "./fd.ts";

/** sys/mman.h */
export const MFD_CLOEXEC = 1;

/**
 * Opens zeroed memory of `sizeBytes`, close-on-exec. `name` shows in /proc only.
 *
 * @throws {SysError} from memfd_create(2) or ftruncate(2); nothing stays open.
 */
export function openMemfd(name: string, options: { readonly sizeBytes: number }): OwnedFd {
  const { sizeBytes } = options;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    throw new RangeError(`Cannot open a memfd of ${sizeBytes} bytes: the size must be an integer`);
  }
  const owner = new OwnedFd(
    checked("memfd_create", (c) => c.memfd_create(cString(name), MFD_CLOEXEC)),
  );
  try {
    checked("ftruncate", (c) => c.ftruncate(owner.fd, BigInt(sizeBytes)));
    return owner;
  } catch (error) {
    owner[Symbol.dispose]();
    throw error;
  }
}
