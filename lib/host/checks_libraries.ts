/** Checks of Deno, the native libraries, io_uring and the C compiler. @module */
import { compileC, findCompiler } from "../../ffi/compiler.ts";
import { probeLibrary } from "../../ffi/library_file.ts";
import { probeRing } from "../ring/request_ring.ts";
import { type Check, type Host, messageOf, missing, ok } from "./check.ts";
import { installCure } from "./packages.ts";
import { isAtLeast, readSysctl } from "./proc_files.ts";

/** What is loaded or started, in the order in which one needs the other. */
export const LIBRARY_CHECKS: readonly Check[] = [
  { id: "deno", neededBy: ["bench", "conformance", "test"], examine: examineDeno },
  { id: "libbpf", neededBy: ["libbpf"], examine: examineLibbpf },
  { id: "liburing", neededBy: ["io_uring"], examine: examineLiburing },
  { id: "io_uring", neededBy: ["io_uring"], examine: examineUring },
  { id: "compiler", neededBy: ["native row", "test"], examine: examineCompiler },
  { id: "headers", neededBy: ["test"], examine: examineHeaders },
];

function examineDeno({ denoMinimum }: Host) {
  const { deno } = Deno.version;
  if (isAtLeast(deno, denoMinimum)) return ok(`${deno}, needs ${denoMinimum}`);
  return missing(`${deno}, needs ${denoMinimum}`, {
    costs: "tasks may fail in odd ways",
    cure: "`deno upgrade`, or start tasks by ./ringside, which brings a newer one",
  });
}

function examineLibbpf() {
  const probe = probeLibrary("libbpf.so.1");
  if (probe.available) return ok(`${probe.version}, ${probe.path}`);
  return missing(probe.reason, {
    costs: "ringbuf/libbpf is skipped, and the native row is unavailable",
    cure: installCure("libbpf"),
  });
}

function examineLiburing() {
  const probe = probeLibrary("liburing.so.2");
  if (probe.available) return ok(`${probe.version}, ${probe.path}`);
  return missing(probe.reason, {
    costs: "what uses io_uring is skipped",
    cure: installCure("liburing"),
  });
}

function examineUring() {
  const sysctl = `kernel.io_uring_disabled is ${
    readSysctl("kernel.io_uring_disabled") ?? "absent"
  }`;
  const costs = "what uses io_uring is skipped";
  try {
    const probe = probeRing([]);
    if (probe.available) return ok(`a ring was opened and closed; ${sysctl}`);
    return missing(`${probe.reason}; ${sysctl}`, { costs, cure: probe.cure });
  } catch (error) {
    return missing(messageOf(error), { costs, cure: "`ulimit -n 1024`, or close what is open" });
  }
}

function examineCompiler() {
  const compiler = findCompiler();
  if (compiler.available) return ok(compiler.version);
  return missing(compiler.reason, {
    costs: "the native row of bench is unavailable, and layout tests are skipped",
    cure: installCure("compiler"),
  });
}

function examineHeaders() {
  const cure = installCure("headers");
  const costs = "layout tests of the kernel's structs are skipped";
  if (!findCompiler().available) {
    return missing("not tried, because there is no compiler", { costs, cure });
  }
  try {
    const headers = ["stdio.h", "linux/bpf.h", "linux/perf_event.h", "liburing.h"];
    const source = headers.map((header) => `#include <${header}>\n`).join("");
    using _compiled = compileC({ source, output: "shared" });
    return ok(headers.join(", "));
  } catch (error) {
    return missing(messageOf(error), { costs, cure });
  }
}
