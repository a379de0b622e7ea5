/** Tests of entering a namespace: the thread moves, comes back, and what it opened stays. @module */
import { assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { openNetworkNamespace, visitNetworkNamespace } from "./enter_namespace.ts";
import { ERRNO, SysError } from "./errno.ts";
import type { OwnedFd } from "./fd.ts";
import { networkNamespaceId } from "./namespace.ts";
import { inNewNamespace } from "./namespace_fixture.ts";
import { bindSocket, connectSocket, openSocket } from "./socket.ts";
import { ipv4Endpoint } from "./socket_address.ts";
import { AF_INET, SOCK_DGRAM } from "./socket_constants.ts";

const isRoot = Deno.uid() === 0;
const suffix = isRoot ? "" : " (skipped: only root may make network namespaces)";

function test(name: string, claim: (namespace: OwnedFd) => void): void {
  Deno.test({
    name: name + suffix,
    ignore: !isRoot,
    fn() {
      using namespace = inNewNamespace(() => openNetworkNamespace());
      claim(namespace);
    },
  });
}

test("visitNetworkNamespace() moves the thread until disposal", (namespace) => {
  const home = networkNamespaceId();
  {
    using _visit = visitNetworkNamespace(namespace.fd);
    assertNotEquals(networkNamespaceId(), home);
  }
  assertEquals(networkNamespaceId(), home);
});

test("visitNetworkNamespace() leaves a socket that was opened meanwhile in it", (namespace) => {
  function open(): OwnedFd {
    using _visit = visitNetworkNamespace(namespace.fd);
    return openSocket({ family: AF_INET, type: SOCK_DGRAM });
  }
  using socket = open();
  bindSocket(socket.fd, ipv4Endpoint("0.0.0.0", 0));
  // loopback is down there, so nothing can be reached
  const error = assertThrows(
    () => connectSocket(socket.fd, ipv4Endpoint("127.0.0.1", 9)),
    SysError,
  );
  assertEquals(error.code, "ENETUNREACH");
});

Deno.test("openNetworkNamespace() refuses a process that is not there", () => {
  const error = assertThrows(() => openNetworkNamespace(0x7fffffff), SysError);
  assertEquals(error.errno, ERRNO.ENOENT);
});
