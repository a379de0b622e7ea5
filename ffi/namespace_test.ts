/** Tests of network namespaces: what is in a new one, and what stays out of it. @module */
import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { networkNamespaceId, raiseLoopback } from "./namespace.ts";
import { inNewNamespace, testInNamespace } from "./namespace_fixture.ts";
import { Rtnetlink } from "./rtnetlink.ts";
import { bindEphemeral, interfaceIndex, openSocket } from "./socket.ts";
import { AF_INET, SOCK_DGRAM } from "./socket_constants.ts";
import { SysError } from "./errno.ts";

const MODULE = import.meta.resolve("./namespace.ts");

function loopbackIsUp(): boolean {
  using route = new Rtnetlink();
  return route.link("lo").isUp;
}

testInNamespace("unshareNetwork() moves the thread to a loopback that is down", () => {
  assertEquals(loopbackIsUp(), false);
});

testInNamespace("raiseLoopback() sets it up, so that sockets can be bound to it", () => {
  raiseLoopback();
  assert(loopbackIsUp());
  using socket = openSocket({ family: AF_INET, type: SOCK_DGRAM });
  bindEphemeral(socket.fd, AF_INET);
});

testInNamespace("networkNamespaceId() differs from one namespace to the next", () => {
  assertNotEquals(networkNamespaceId(), inNewNamespace(networkNamespaceId));
});

Deno.test({
  name: "the links of a child in its own namespace are seen by nobody else",
  ignore: Deno.uid() !== 0,
  async fn() {
    const names = [`rsa${Deno.pid}`, `rsb${Deno.pid}`] as const;
    const text = `
      import { unshareNetwork } from "${MODULE}";
      import { Rtnetlink } from "${import.meta.resolve("./rtnetlink.ts")}";
      unshareNetwork();
      using route = new Rtnetlink();
      route.addVethPair(...${JSON.stringify(names)});
      Deno.stdout.writeSync(new TextEncoder().encode(route.link("${names[0]}").mac));
      Deno.stdin.readSync(new Uint8Array(1));`;
    await using child = new Deno.Command(Deno.execPath(), {
      args: ["eval", text],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const reader = child.stdout.getReader();
    const { value } = await reader.read();
    assertEquals(value?.byteLength, "00:00:00:00:00:00".length);
    for (const name of names) assertThrows(() => interfaceIndex(name), SysError);
    await child.stdin.close();
    await reader.cancel();
    assert((await child.status).success);
    for (const name of names) assertThrows(() => interfaceIndex(name), SysError);
  },
});
