/** Tests of descriptors and their listing. @module */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ERRNO, SysError } from "./errno.ts";
import { openEventfd } from "./eventfd.ts";
import { openMemfd } from "./memfd.ts";
import { closeFd, closesOnExec, dup, openFds, OwnedFd } from "./fd.ts";

Deno.test("closeFd() throws EBADF when the descriptor is not open", () => {
  assertEquals(assertThrows(() => closeFd(0x7ffffff), SysError).errno, ERRNO.EBADF);
});

Deno.test("dup() gives another descriptor of the same file, close-on-exec", () => {
  using first = new OwnedFd(openEventfd());
  using second = new OwnedFd(dup(first.fd));
  assert(second.fd !== first.fd);
  assertEquals(closesOnExec(second.fd), true);
});

Deno.test("openFds() lists what is open, with its target", () => {
  using owner = new OwnedFd(openEventfd());
  const found = openFds().find(({ fd }) => fd === owner.fd);
  assertEquals(found?.target, "anon_inode:[eventfd]");
});

Deno.test("openFds() leaves out the descriptor that it opens itself", () => {
  // in a process of its own: another test may list the descriptors of this one meanwhile
  const text = `
    import { openFds } from "${import.meta.resolve("./fd.ts")}";
    const own = openFds().filter(({ target }) => target === "/proc/" + Deno.pid + "/fd");
    if (own.length > 0) throw new Error(JSON.stringify(own));`;
  const output = new Deno.Command(Deno.execPath(), { args: ["eval", text] }).outputSync();
  assertEquals(new TextDecoder().decode(output.stderr), "");
});

Deno.test("OwnedFd closes its descriptor when disposed, once", () => {
  // found by its name: other tests open and close descriptors of this process meanwhile
  const owner = openMemfd("owned_fd_test", { sizeBytes: 1 });
  const listed = () => openFds().filter(({ target }) => target.includes("owned_fd_test")).length;
  assertEquals(listed(), 1);
  owner[Symbol.dispose]();
  owner[Symbol.dispose]();
  assertEquals(listed(), 0);
});

Deno.test("openFds() lists the descriptors of another process", async () => {
  await using child = new Deno.Command("sleep", { args: ["60"], stdin: "null", stdout: "null" })
    .spawn();
  const listed = openFds({ processId: child.pid }).slice(0, 3).map(({ fd }) => fd);
  child.kill("SIGKILL");
  await child.status;
  assertEquals(listed, [0, 1, 2]);
});

Deno.test("OwnedFd.release() hands the descriptor over, once", () => {
  const owner = new OwnedFd(openEventfd());
  const fd = owner.release();
  owner[Symbol.dispose]();
  assertThrows(() => owner.release(), Error);
  closeFd(fd);
});
