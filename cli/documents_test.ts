/** Holds the documents to the code: links lead somewhere, commands work, names are there. @module */
import { assert, assertEquals } from "@std/assert";
import { candidates } from "../bench/candidates.ts";
import { scenarios } from "../bench/table.ts";
import { listImplementations, listMutants, listRuleIds, suites } from "../conformance/catalog.ts";
import settings from "../deno.json" with { type: "json" };

const ROOT = new URL("..", import.meta.url).pathname;
/** Rendered by programs from the runs; their links are checked, their words are not. */
const RENDERED = /^docs\/(?:sample\/|rules\.md)/;
const PATHS = [...new Set(suites.map(({ path }) => path.split("/")[0]!))];

interface Document {
  readonly path: string;
  readonly text: string;
}

const DOCUMENTS: readonly Document[] = [...listDocuments("")]
  .map((path) => ({ path, text: Deno.readTextFileSync(ROOT + path) }));
const WRITTEN = DOCUMENTS.filter(({ path }) => !RENDERED.test(path));

function* listDocuments(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(ROOT + folder)) {
    if (isDirectory && (folder !== "" || name === "docs")) {
      yield* listDocuments(`${folder}${name}/`);
    } else if (name.endsWith(".md")) yield folder + name;
  }
}

function complain(wrong: readonly string[]): void {
  assert(wrong.length === 0, `\n${wrong.join("\n")}`);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(ROOT + path);
    return true;
  } catch {
    return false;
  }
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-")
  );
}

/** Why a link leads nowhere; undefined when it does not. */
function deadLink(target: string, from: string): string | undefined {
  const [file, anchor] = target.split("#") as [string, string?];
  const path = file === "" ? from : new URL(file, `file:///${from}`).pathname.slice(1);
  if (!isThere(path)) return `no such file: ${path}`;
  if (anchor === undefined) return undefined;
  return anchorsOf(Deno.readTextFileSync(ROOT + path)).includes(anchor)
    ? undefined
    : `no such heading in ${path}: ${anchor}`;
}

/** The commands in the shell blocks of a document, without comments, and in its sentences. */
function commandsOf({ text }: Document): readonly string[] {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
    .flatMap(([, block]) => block!.split("\n"))
    .map((line) => line.replace(/\s+#.*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const inline = [...text.matchAll(/`((?:\.\/ringside|deno run -A) [^`]+)`/g)]
    .map(([, command]) => command!.replaceAll(/\s+/g, " "));
  return [...blocks, ...inline];
}

/** Runs a command up to where it would begin. Returns what it complains of. */
async function tryCommand(command: string): Promise<string | undefined> {
  const [program, task, ...given] = command.split(" ");
  if (command.startsWith("deno run -A ")) {
    return isThere(given[1]!) ? undefined : `no such file: ${given[1]}`;
  }
  if (program !== "./ringside") return "not a command that this test knows";
  const line: string | undefined = (settings.tasks as Record<string, { command: string }>)[task!]
    ?.command;
  if (line === undefined) return `no such task: ${task}`;
  const script = /cli\/\w+\.ts$/.exec(line)?.[0];
  if (script === undefined) return undefined;
  const isSearch = task === "bench" || task === "conformance";
  const args = isSearch
    ? [...given.filter((flag) => flag !== "--self-test"), "--list"]
    : ["--help"];
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", script, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const [help, complaint] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (code !== 0) return complaint;
  const unknown = given.filter((flag) => flag.startsWith("--") && !help!.includes(flag));
  return isSearch || unknown.length === 0 ? undefined : `no such flag: ${unknown.join(" ")}`;
}

Deno.test("every link of the documents leads to a file, and to a heading that is there", () => {
  complain(
    DOCUMENTS.flatMap(({ path, text }) =>
      [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)
        .filter((target) => !/^[a-z]+:/.test(target))
        .flatMap((target) => {
          const why = deadLink(target, path);
          return why === undefined ? [] : [`${path}: ${target}: ${why}`];
        })
    ),
  );
});

Deno.test("every command of the documents is one that its program takes", async () => {
  const all = new Map<string, string>();
  for (const one of WRITTEN) {
    for (const command of commandsOf(one)) all.set(command, one.path);
  }
  const wrong: string[] = [];
  for (const [command, path] of all) {
    const why = await tryCommand(command);
    if (why !== undefined) wrong.push(`${path}: ${command}: ${why}`);
  }
  complain(wrong);
});

Deno.test("every file that the documents name is there", () => {
  const folders = "ffi|lib|results|conformance|bench|reports|cli|docs|examples|links";
  const named = new RegExp(`\`((?:${folders})/[\\w./]*)\``, "g");
  complain(WRITTEN.flatMap(({ path, text }) =>
    [...text.matchAll(named)].map(([, file]) => file!)
      .filter((file) => !file.startsWith("reports/out") && !isThere(file))
      .map((file) => `${path}: no such file: ${file}`)
  ));
});

Deno.test("every scenario, rule and implementation that the documents name is there", () => {
  const known = new Set([
    ...scenarios.map(({ id }) => id),
    ...candidates.map(({ table, implementation }) => `${table}/${implementation.name}`),
    ...candidates.map(({ table }) => table),
    ...suites.map(({ path }) => path),
    ...listRuleIds(),
    ...[...listImplementations(), ...listMutants()].map(({ id }) => id),
    "ringbuf/own_reader", // of examples/
  ]);
  const named = new RegExp(`\`((?:${PATHS.join("|")}|shared|sink)/[a-z_/]*[a-z_])\``, "g");
  complain(WRITTEN.flatMap(({ path, text }) =>
    [...text.matchAll(named)].map(([, id]) => id!)
      .filter((id) => !known.has(id))
      .map((id) => `${path}: nothing is called ${id}`)
  ));
});

Deno.test("README.md names every implementation of each path, baseline first", () => {
  const readme = DOCUMENTS.find(({ path }) => path === "README.md")!.text;
  for (const { path, implementations } of suites) {
    const row = readme.split("\n").find((line) => line.startsWith(`| \`${path}\` `)) ?? "";
    const named = [...row.split("|")[3]?.matchAll(/`(\w+)`/g) ?? []].map(([, name]) => name);
    assertEquals(named, implementations.map(({ name }) => name), `README.md: the row of ${path}`);
    assert(row.includes(`\`${implementations[0]!.name}\` (baseline)`), `the baseline of ${path}`);
  }
});

Deno.test("docs/bring_your_own.md has a row for each path, with its contract", () => {
  const { text } = DOCUMENTS.find(({ path }) => path === "docs/bring_your_own.md")!;
  complain(
    suites.map(({ path }) => path).filter((path) =>
      !text.split("\n").some((line) =>
        line.startsWith(`| \`${path}\` `) && line.includes(`(../lib/${path}/contract.ts)`)
      )
    ),
  );
});

Deno.test("every id is a file path, as docs/architecture.md says", () => {
  const homeless = listMutants().map(({ id }) => id).filter((id) => {
    const name = id.slice(id.lastIndexOf("/") + 1);
    const folders = [id.split("/")[0]!, "shared", "sink"];
    return !folders.some((folder) => isThere(`conformance/${folder}/mutants/${name}.ts`));
  });
  const files = [
    ...listImplementations().map(({ id }) => `lib/${id}`),
    ...listRuleIds().map((id) => `conformance/${id}`),
    ...scenarios.map(({ id }) => `bench/${id}`),
  ];
  const missing = files.filter((file) => !isThere(`${file}.ts`));
  complain([...missing.map((file) => `${file}.ts`), ...homeless].map((one) => `no file: ${one}`));
});

Deno.test("docs/decisions has one page a number, and each says what would change our mind", () => {
  const pages = DOCUMENTS.filter(({ path }) => path.startsWith("docs/decisions/"))
    .toSorted((a, b) => a.path < b.path ? -1 : 1);
  complain(pages.flatMap(({ path, text }, index) => {
    const isWhole = text.startsWith(`# ${index + 1}. `) && /\*\*Choice\.\*\*/.test(text) &&
      /\*\*What would change our mind\.\*\*/.test(text);
    return isWhole ? [] : [`${path}: number ${index + 1}, Choice, What would change our mind`];
  }));
});
