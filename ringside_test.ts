/** Tests of the launcher, with programs that only pretend: no network, no installation. @module */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import settings from "./deno.json" with { type: "json" };

const ROOT = new URL(".", import.meta.url).pathname;
const { denoMinimum, denoPinned } = settings.ringside;
const PLATFORM = Deno.build.arch === "aarch64" ? "linux-arm64-glibc" : "linux-x64-glibc";
const TOOLS = ["sh", "cat", "dirname", "grep", "id", "mkdir", "mv", "readlink", "rm", "uname"];

/** A checkout of its own, and the only folder on PATH beside it. */
class Sandbox implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "ringside-launcher-" });
  readonly checkout = `${this.folder}/checkout`;
  readonly programs = `${this.folder}/bin`;

  constructor() {
    Deno.mkdirSync(this.checkout);
    Deno.mkdirSync(this.programs);
    for (const name of ["ringside", "deno.json", "deno.lock"]) {
      copy(ROOT + name, `${this.checkout}/${name}`);
    }
    // older than all that is made of it, however coarse the clock of the file system
    Deno.utimeSync(`${this.checkout}/deno.lock`, 0, 0);
    for (const name of TOOLS) this.#link(name);
  }

  /** Puts a script on PATH that writes `name` and its arguments down, then does `body`. */
  pretend(name: string, body: string): void {
    const text = `#!/bin/sh\necho "${name} $*" >>${this.folder}/calls\n${body}\n`;
    Deno.writeTextFileSync(`${this.folder}/draft`, text, { mode: 0o755 });
    copy(`${this.folder}/draft`, `${this.programs}/${name}`);
  }

  /** A Deno of that version; its other calls print their arguments. */
  pretendDeno(version: string): void {
    this.pretend("deno", denoBody(version));
  }

  /** npm that brings a Deno of that version, as the registry would. */
  pretendNpm(version: string): void {
    const place = `node_modules/@deno/${PLATFORM}`;
    this.pretend(
      "npm",
      `[ "$1" = install ] || exit 0\nmkdir -p ${place}\n` +
        `cat >${place}/deno <<'END'\n#!/bin/sh\n${denoBody(version)}\nEND\nchmod +x ${place}/deno`,
    );
    this.#link("chmod");
  }

  /** Runs the launcher as someone would who stands in another folder. */
  run(...args: string[]): { code: number; stdout: string; stderr: string } {
    const { code, stdout, stderr } = new Deno.Command(`${this.checkout}/ringside`, {
      args,
      cwd: "/",
      clearEnv: true,
      env: { PATH: this.programs, HOME: this.folder, RINGSIDE_NO_INSTALL: "1" },
    }).outputSync();
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  }

  /** How often a pretended program was called, by the beginning of its call. */
  calls(beginning: string): number {
    const text = Deno.readTextFileSync(`${this.folder}/calls`);
    return text.split("\n").filter((line) => line.startsWith(beginning)).length;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }

  #link(name: string): void {
    const folder = ["/usr/bin", "/bin"].find((one) => {
      try {
        return Deno.statSync(`${one}/${name}`).isFile;
      } catch {
        return false;
      }
    });
    Deno.symlinkSync(`${folder}/${name}`, `${this.programs}/${name}`);
  }
}

/**
 * Copies a file in a process of its own: a child that another test starts has for a moment what
 * this process has open, and what somebody has open for writing cannot be run (ETXTBSY).
 */
function copy(from: string, to: string): void {
  assert(new Deno.Command("cp", { args: [from, to] }).outputSync().success);
}

function denoBody(version: string): string {
  return `case $1 in --version) echo "deno ${version} (stable)" ;; *) echo "$@" ;; esac`;
}

Deno.test("ringside lists every task of deno.json when there is no task", () => {
  using sandbox = new Sandbox();
  const { code, stdout } = sandbox.run();
  const listed = [...stdout.matchAll(/^ {2}(\w+) {2,}\S/gm)].map(([, task]) => task);
  assertEquals([code, listed], [0, Object.keys(settings.tasks)]);
  assertEquals(sandbox.run("--help").stdout, stdout);
});

Deno.test("ringside starts the task in the checkout when a recent Deno is on PATH", () => {
  using sandbox = new Sandbox();
  sandbox.pretendDeno(denoMinimum);
  const { code, stdout } = sandbox.run("doctor", "--format", "json");
  const started = `task --quiet --cwd ${sandbox.checkout} doctor --format json\n`;
  assertEquals(code, 0);
  assert(stdout.endsWith(started), stdout);
});

Deno.test("ringside starts every task that it lists", () => {
  using sandbox = new Sandbox();
  sandbox.pretendDeno(denoMinimum);
  for (const task of Object.keys(settings.tasks)) {
    assertStringIncludes(sandbox.run(task).stdout, `--cwd ${sandbox.checkout} ${task}\n`);
  }
});

Deno.test("ringside ok explains itself, and refuses arguments that its last step would get", () => {
  using sandbox = new Sandbox();
  assertMatch(sandbox.run("ok", "--help").stdout, /no arguments/);
  assertEquals(sandbox.run("ok", "some_test.ts").code, 2);
});

Deno.test("ringside does no set-up when it runs a second time", () => {
  using sandbox = new Sandbox();
  sandbox.pretendNpm(denoPinned);
  sandbox.run("doctor");
  const { stderr } = sandbox.run("doctor");
  assertEquals([stderr, sandbox.calls("npm install")], ["", 1]);
});

Deno.test("ringside brings the pinned Deno when the one on PATH is too old", () => {
  using sandbox = new Sandbox();
  sandbox.pretendDeno("1.46.3");
  sandbox.pretendNpm(denoPinned);
  const { code, stderr } = sandbox.run("doctor");
  assertEquals([code, sandbox.calls("npm install")], [0, 1]);
  assertStringIncludes(stderr, `bringing Deno ${denoPinned}`);
});

Deno.test("ringside takes versions as numbers when it compares them", () => {
  using sandbox = new Sandbox();
  sandbox.pretendDeno("10.0.1");
  assertEquals(sandbox.run("doctor").code, 0);
});

Deno.test("ringside exits 2 and says what to install when neither Deno nor npm is there", () => {
  using sandbox = new Sandbox();
  const { code, stderr } = sandbox.run("doctor");
  assertEquals(code, 2);
  assertMatch(stderr, /nor npm to bring it: install npm/);
});

Deno.test("ringside leaves nothing half brought when npm fails", () => {
  using sandbox = new Sandbox();
  sandbox.pretend("npm", "mkdir -p node_modules\nexit 1");
  const { code, stderr } = sandbox.run("doctor");
  assertEquals([code, [...Deno.readDirSync(`${sandbox.checkout}/.ringside`)]], [2, []]);
  assertMatch(stderr, /npm failed/);
});

Deno.test("ringside hands an unknown task to what names the nearest", () => {
  using sandbox = new Sandbox();
  sandbox.pretendDeno(denoPinned);
  assertMatch(sandbox.run("benhc").stdout, /cli\/unknown_task\.ts benhc\n$/);
});

Deno.test("ringside exits 2 when a flag stands before the task", () => {
  using sandbox = new Sandbox();
  assertEquals(sandbox.run("--quick").code, 2);
});

Deno.test("ringside works when it is reached by a link", () => {
  using sandbox = new Sandbox();
  sandbox.pretendDeno(denoPinned);
  const link = `${sandbox.folder}/link`;
  Deno.symlinkSync(`${sandbox.checkout}/ringside`, link);
  const { stdout } = new Deno.Command(link, {
    args: ["doctor"],
    clearEnv: true,
    env: { PATH: sandbox.programs },
  }).outputSync();
  assertStringIncludes(new TextDecoder().decode(stdout), `--cwd ${sandbox.checkout} doctor`);
});

Deno.test("ringside hands npm's settings on in every run, and asks npm once", () => {
  using sandbox = new Sandbox();
  const version = `[ "$1" = --version ] && echo "deno ${denoPinned}" && exit`;
  sandbox.pretend("deno", `${version}\necho "$1 $NPM_CONFIG_REGISTRY"`);
  sandbox.pretend("npm", `[ "$3" = registry ] && echo https://npm.example/`);
  sandbox.run("doctor");
  const { stdout } = sandbox.run("doctor");
  assertEquals([stdout, sandbox.calls("npm")], ["task https://npm.example/\n", 2]);
});
