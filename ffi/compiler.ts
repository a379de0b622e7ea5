/** The host's C compiler, where there is one: for native baselines and layout checks. @module */

/** Where the compiler is, or why there is none. */
export type CompilerProbe =
  | { readonly available: true; readonly command: string; readonly version: string }
  | { readonly available: false; readonly reason: string; readonly cure: string };

/**
 * Looks for a C compiler: the environment's CC, then cc, gcc and clang. Each is run once with
 * `--version`; the answer is not kept.
 */
export function findCompiler(): CompilerProbe {
  const configured = Deno.env.get("CC");
  const candidates = configured ? [configured] : ["cc", "gcc", "clang"];
  for (const command of candidates) {
    const version = versionOf(command);
    if (version !== undefined) return { available: true, command, version };
  }
  return {
    available: false,
    reason: configured
      ? `no C compiler: CC is "${configured}", which does not run`
      : "no C compiler: neither cc, gcc nor clang is installed",
    cure: "install one, such as `apt install gcc libc6-dev`",
  };
}

/** The first line of `--version`, or undefined where the command does not run. */
function versionOf(command: string): string | undefined {
  try {
    const found = runCompiler(command, ["--version"]);
    return found?.success ? decode(found.stdout).split("\n")[0] : undefined;
  } catch {
    return undefined; // without a descriptor or a process to spare it does not run either
  }
}

/** What {@linkcode compileC} takes. Give one of `source` and `file`. */
export interface CompileOptions {
  /** C text. */
  readonly source?: string;
  /** The path of a C file. */
  readonly file?: string;
  /** What to make. @default {"program"} */
  readonly output?: "program" | "shared";
  /** Further arguments, libraries above all: `["-lbpf"]`. They stand behind the source. */
  readonly flags?: readonly string[];
  /** @default {"-O2"} */
  readonly optimization?: string;
}

/** The compiler refused, or there is none. */
export class CompileError extends Error {
  override readonly name = "CompileError";
}

/** Something compiled, in a temporary directory that disposal removes. */
export class CompiledFile implements Disposable {
  /** The program or shared object. */
  readonly path: string;
  readonly #directory: string;
  #kept = true;

  /** Takes over `directory`, which has `path` in it. */
  constructor(path: string, directory: string) {
    this.path = path;
    this.#directory = directory;
  }

  /** Removes what was compiled; a program that runs, or an object that is loaded, goes on. */
  [Symbol.dispose](): void {
    if (!this.#kept) return;
    this.#kept = false;
    Deno.removeSync(this.#directory, { recursive: true });
  }
}

/**
 * Compiles C to a program or a shared object. Blocks while the compiler runs.
 *
 * @throws {CompileError} with what the compiler said; nothing stays behind.
 */
export function compileC(options: CompileOptions): CompiledFile {
  const compiler = findCompiler();
  if (!compiler.available) throw new CompileError(`Cannot compile: ${compiler.reason}`);
  const directory = Deno.makeTempDirSync({ prefix: "ringside_cc_" });
  const output = `${directory}/${options.output === "shared" ? "object.so" : "program"}`;
  const compiled = new CompiledFile(output, directory);
  try {
    const file = options.file ?? writeSource(directory, options.source);
    const found = runCompiler(compiler.command, [
      options.optimization ?? "-O2",
      ...(options.output === "shared" ? ["-shared", "-fPIC"] : []),
      "-o",
      output,
      file,
      ...(options.flags ?? []),
    ]);
    if (found?.success) return compiled;
    const said = found ? decode(found.stderr).trim() : `${compiler.command} did not run`;
    throw new CompileError(`Cannot compile ${options.file ?? "C text"}: ${said}`);
  } catch (error) {
    compiled[Symbol.dispose]();
    throw error;
  }
}

/**
 * Compiles and runs a C program; returns what it printed.
 *
 * @throws {CompileError} when it does not compile, or ends with a code other than 0.
 */
export function runC(options: Omit<CompileOptions, "output">): string {
  using program = compileC(options);
  const found = run(program.path, []);
  if (found?.success) return decode(found.stdout);
  throw new CompileError(`Cannot run the compiled program: exit code ${found?.code ?? "none"}`);
}

function writeSource(directory: string, source: string | undefined): string {
  if (source === undefined) throw new TypeError("Cannot compile: neither source nor file is given");
  const file = `${directory}/source.c`;
  Deno.writeTextFileSync(file, source);
  return file;
}

/** The command may carry arguments of its own: `CC="ccache gcc"`. */
function runCompiler(command: string, args: string[]): Deno.CommandOutput | undefined {
  const [program, ...fixed] = command.trim().split(/\s+/);
  return run(program!, [...fixed, ...args]);
}

/** Runs a command to its end; undefined where there is no such command. */
function run(command: string, args: string[]): Deno.CommandOutput | undefined {
  try {
    return new Deno.Command(command, { args, stdin: "null", stdout: "piped", stderr: "piped" })
      .outputSync();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    if (error instanceof Deno.errors.PermissionDenied) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
