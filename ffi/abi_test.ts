/** The C compiler is the judge: struct layouts and constants of every module here. @module */
import { assertEquals } from "@std/assert";
import { compileC, findCompiler, runC } from "./compiler.ts";
import { ERRNO, ERRNO_NAMES } from "./errno.ts";
import { PERF_ATTR_BITS, PERF_ATTR_BITS_OFFSET } from "./perf_event.ts";
import type { StructLayout } from "./struct.ts";
import { syscallNumbers } from "./syscall_names.ts";

/** Where C declares a module's constants. A module with constants and no row here fails. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  "bpf_constants.ts": ["linux/bpf.h"],
  "clock.ts": ["time.h"],
  "enter_namespace.ts": ["fcntl.h"],
  "epoll.ts": ["sys/epoll.h"],
  "error_queue.ts": ["linux/errqueue.h"],
  "eventfd.ts": ["sys/eventfd.h"],
  "fd.ts": ["fcntl.h"],
  "libbpf.ts": ["bpf/libbpf.h"],
  "liburing.ts": ["liburing.h"],
  "limits.ts": ["sys/resource.h"],
  "memfd.ts": ["sys/mman.h"],
  "memory.ts": ["sys/mman.h"],
  "namespace.ts": ["sched.h"],
  "netlink_constants.ts": ["linux/netlink.h"],
  "perf_event.ts": ["linux/perf_event.h", "sys/ioctl.h", "sys/syscall.h"],
  "process.ts": ["signal.h", "sys/prctl.h"],
  "rtnetlink_constants.ts": [
    "linux/rtnetlink.h",
    "linux/if_addr.h",
    "linux/neighbour.h",
    "linux/if_ether.h",
    "linux/pkt_cls.h",
    "linux/veth.h",
    "net/if.h",
  ],
  "rusage.ts": ["sys/resource.h"],
  "signals.ts": ["signal.h"],
  "sock_diag.ts": ["linux/sock_diag.h", "linux/inet_diag.h", "netinet/tcp.h"],
  "socket_constants.ts": [
    "sys/socket.h",
    "netinet/in.h",
    "netinet/tcp.h",
    "linux/if_packet.h",
    "linux/netlink.h",
  ],
  "tracefs.ts": ["linux/mount.h", "sys/syscall.h"],
  "traffic_control.ts": ["linux/pkt_cls.h"],
  "unread.ts": ["sys/ioctl.h"],
  "uring_constants.ts": ["liburing.h"],
};

/** Exported numbers that are ours, not C's. */
const OURS: ReadonlySet<string> = new Set(["INTERRUPTED", "PERF_ATTR_BITS_OFFSET"]);

/** Macros of 32 bits that some headers are too old for: compared where they are defined. */
const RECENT_MACROS: ReadonlySet<string> = new Set([
  "IORING_NOTIF_USAGE_ZC_COPIED",
  "IORING_SEND_ZC_REPORT_USAGE",
]);

/** Errors that the kernel gives and that no header for programs names (linux/errno.h). */
const KERNEL_ONLY: ReadonlySet<string> = new Set(["ENOTSUPP"]);

const compiler = findCompiler();
const absentHeaders = new Map<string, boolean>();

/** Why these headers cannot be asked, or an empty string. */
function obstacle(headers: readonly string[]): string {
  if (!compiler.available) return compiler.reason;
  const absent = headers.filter(isAbsent);
  return absent.length === 0 ? "" : `no header ${absent.join(", ")}`;
}

function isAbsent(header: string): boolean {
  let absent = absentHeaders.get(header);
  if (absent === undefined) {
    try {
      using _object = compileC({
        source: `#if !__has_include(<${header}>)\n#error absent\n#endif\n`,
        output: "shared",
      });
      absent = false;
    } catch {
      absent = true;
    }
    absentHeaders.set(header, absent);
  }
  return absent;
}

/** The values of C expressions, as the compiler has them. */
function ask(headers: readonly string[], expressions: readonly string[]): bigint[] {
  const prints = expressions.map((text) => `printf("%llu\\n", (unsigned long long)(${text}));`);
  const printed = runC({
    source: `#define _GNU_SOURCE\n#include <stddef.h>\n#include <stdio.h>\n#include <time.h>\n` +
      headers.map((header) => `#include <${header}>\n`).join("") +
      `int main(void) {\n${prints.join("\n")}\nreturn 0;\n}\n`,
    optimization: "-O0",
  });
  return printed.trim().split("\n").map(BigInt);
}

/** A test that is ignored, with the reason in its name, where the compiler cannot be asked. */
function testOf(name: string, headers: readonly string[], claim: () => void): void {
  const reason = obstacle(headers);
  const suffix = reason && ` (skipped: ${reason})`;
  Deno.test({ name: `${name}${suffix}`, ignore: reason !== "", fn: claim });
}

function isLayout(value: unknown): value is StructLayout<string> {
  return typeof value === "object" && value !== null && "cName" in value && "fields" in value;
}

function testLayout(exportName: string, layout: StructLayout<string>): void {
  const { cType, cMember, fields, header, sizeBytes, whole } = layout;
  testOf(`${exportName} has the layout of ${cType} in C`, [header], () => {
    const names = Object.keys(fields);
    const offsets = names.map((name) => `offsetof(${cType}, ${cMember}${name})`);
    const sizes = names.map((name) => `sizeof(((${cType} *)0)->${cMember}${name})`);
    const actual = ask([header], [`sizeof(${cType})`, ...offsets, ...sizes]).map(Number);
    const listed = Object.values(fields);
    assertEquals(
      Object.fromEntries(["", ...names].map((name, index) => [name, actual[index]])),
      Object.fromEntries([
        ["", whole ? sizeBytes : actual[0]],
        ...names.map((name) => [name, fields[name]!.offset]),
      ]),
    );
    assertEquals(actual.slice(1 + names.length), listed.map((field) => field.sizeBytes));
  });
}

function testConstants(module: string, constants: ReadonlyMap<string, number | bigint>): void {
  const headers = HEADERS[module];
  if (headers === undefined) {
    Deno.test(`constants of ${module} have a header to be compared with`, () => {
      throw new Error(`Cannot compare ${[...constants.keys()].join(", ")}: add ${module} here`);
    });
    return;
  }
  testOf(`constants of ${module} equal those of C`, headers, () => {
    const expressions = [...constants].map(([name, value]) =>
      RECENT_MACROS.has(name) ? `\n#ifdef ${name}\n(int)${name}\n#else\n${value}\n#endif\n` : name
    );
    const actual = ask(headers, expressions);
    assertEquals(
      Object.fromEntries([...constants.keys()].map((name, index) => [name, actual[index]])),
      Object.fromEntries(
        [...constants].map(([name, value]) => [name, BigInt.asUintN(64, BigInt(value))]),
      ),
    );
  });
}

/** Tests whatever a module exports that C declares too. */
function testModule(module: string, exports: Readonly<Record<string, unknown>>): void {
  const constants = new Map<string, number | bigint>();
  for (const [name, value] of Object.entries(exports)) {
    if (isLayout(value)) testLayout(name, value);
    const isNumber = typeof value === "number" || typeof value === "bigint";
    if (isNumber && /^[A-Z]+_?[A-Za-z0-9_]*$/.test(name) && !OURS.has(name)) {
      constants.set(name, value);
    }
  }
  if (constants.size > 0) testConstants(module, constants);
}

const modules = [...Deno.readDirSync(new URL(".", import.meta.url))]
  .map(({ name }) => name)
  .filter((name) => /^[a-z0-9_]+\.ts$/.test(name) && !/_(test|main)\.ts$/.test(name));
for (const module of modules.sort()) testModule(module, await import(`./${module}`));

testOf("ERRNO_NAMES has the numbers of errno.h", ["errno.h"], () => {
  const known = Object.entries(ERRNO_NAMES).filter(([, name]) => !KERNEL_ONLY.has(name));
  assertEquals(ask(["errno.h"], known.map(([, name]) => name)), known.map(([n]) => BigInt(n)));
});

testOf("ERRNO has the numbers of errno.h", ["errno.h"], () => {
  assertEquals(ask(["errno.h"], Object.keys(ERRNO)), Object.values(ERRNO).map(BigInt));
});

testOf("PERF_ATTR_BITS are where C's bit field has them", ["linux/perf_event.h"], () => {
  const names = Object.keys(PERF_ATTR_BITS);
  const bits = names.map((name) =>
    `*(unsigned long long *)((char *)&(struct perf_event_attr){ .${name} = 1 } + ` +
    `${PERF_ATTR_BITS_OFFSET})`
  );
  const expected = Object.values(PERF_ATTR_BITS).map((bit) => 1n << BigInt(bit));
  assertEquals(ask(["linux/perf_event.h"], bits), expected);
});

testOf("syscallNumbers() has the numbers of sys/syscall.h", ["sys/syscall.h"], () => {
  // a call newer than the headers cannot be compared: its own number stands in
  const numbers = [...syscallNumbers()];
  const guarded = numbers.map(([name, number]) =>
    `\n#ifdef __NR_${name}\n__NR_${name}\n#else\n${number}\n#endif\n`
  );
  const actual = ask(["sys/syscall.h"], guarded);
  assertEquals(
    Object.fromEntries(numbers.map(([name], index) => [name, Number(actual[index])])),
    Object.fromEntries(numbers),
  );
});
