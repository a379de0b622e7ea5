/** Holds the house style where a program can: the message names the place and the cure. @module */
import { assert } from "@std/assert";
import { importsOf, occurrences, readSourceFiles, type SourceFile } from "./source_files.ts";

const LINES_MAX = 300;
const COLUMNS_MAX = 100;
/** The first line is one sentence however long, as documentation tools show it. */
const HEADLINE_COLUMNS_MAX = 120;

const FILES = readSourceFiles();
const SELF = ["tidy_test.ts", "source_files.ts"];

/** Files that only tests import. */
const FOR_TESTS = /(?:^|\/)(?:\w+_)?fixture\.ts$|^source_files\.ts$/;

function judge(check: (file: SourceFile) => readonly string[]): void {
  const wrong = FILES.flatMap(check);
  assert(wrong.length === 0, `\n${wrong.join("\n")}`);
}

/** Complains of each place in the code where `pattern` stands. */
function ban(pattern: RegExp, cure: string, { except = [] }: { except?: readonly string[] } = {}) {
  judge((file) =>
    except.some((folder) => file.path.startsWith(folder))
      ? []
      : occurrences(file, pattern).map((place) => `${place}: ${cure}`)
  );
}

Deno.test("every file opens with one sentence on what it is for", () => {
  judge(({ path, text }) =>
    /^\/\*\* [A-Z@"`\w][^\n]*[.?] @module \*\/\n/.test(text)
      ? []
      : [`${path}:1: open the file with /** One sentence. @module */`]
  );
});

Deno.test(`no file is longer than ${LINES_MAX} lines`, () => {
  judge(({ path, text }) => {
    const lineCount = text.split("\n").length - 1;
    return lineCount <= LINES_MAX
      ? []
      : [`${path}:${LINES_MAX + 1}: has ${lineCount} lines: move one concern into its own file`];
  });
});

Deno.test(`no line is longer than ${COLUMNS_MAX} columns`, () => {
  judge(({ path, text }) =>
    text.split("\n").flatMap((line, index) => {
      const limit = index === 0 ? HEADLINE_COLUMNS_MAX : COLUMNS_MAX;
      // Strings, which the formatter leaves whole; addresses; C prototypes.
      const excused = /"[^"]{20,}"|https?:|^\s*\/\/ [\w *]+\(.*\)/.test(line);
      return line.length <= limit || excused
        ? []
        : [`${path}:${index + 1}: has ${line.length} columns: break the line at ${limit}`];
    })
  );
});

Deno.test("file names are snake_case", () => {
  judge(({ path }) =>
    /^(?:[a-z0-9_]+\/)*[a-z0-9_]+\.ts$/.test(path) ? [] : [`${path}:1: rename to snake_case`]
  );
});

Deno.test("nothing is left to do later", () => {
  judge(({ path, text }) =>
    SELF.includes(path)
      ? []
      : text.split("\n").flatMap((line, index) =>
        /(?<!# )\b(?:TODO|FIXME|XXX|HACK)\b/.test(line) // `# TODO` is a word of TAP
          ? [`${path}:${index + 1}: do it now, or describe it in an issue`]
          : []
      )
  );
});

Deno.test("only commands print", () => {
  ban(/\bconsole\.\w+/g, "return the text, and let cli/ print it", { except: ["cli/"] });
});

Deno.test("no type is given up", () => {
  judge((file) => {
    const lines = file.text.split("\n");
    return occurrences(file, /(?:\bas\s+|[:<|&(,]\s*|=>\s*)any\b(?=[\s>;,)[\]|&=])(?! \w)/g)
      .filter((place) => !/no-explicit-any/.test(lines[Number(place.split(":")[1]) - 2] ?? ""))
      .map((place) => `${place}: name the type, or use unknown`);
  });
});

Deno.test("functions are declared, not assigned, at the top level", () => {
  ban(
    /^(?:export )?const \w+(?:: [^=\n]+)? = (?:async )?(?:\([^)\n]*\)|\w+)(?:: [^=\n]+)? =>/gm,
    "declare it with `function`",
  );
});

Deno.test("only user modules have a default export", () => {
  ban(/^export default\b/gm, "export it by its name", {
    except: ["docs/", "examples/", "conformance/", "bench/"],
  });
});

Deno.test("every file is used: a rule, scenario, mutant or implementation has its row", () => {
  const used = new Set(
    FILES.flatMap((file) => {
      const targets = importsOf(file).map(({ target }) => target);
      // A test alone does not make a file used, unless the file is there for tests.
      return file.path.endsWith("_test.ts")
        ? targets.filter((path) => FOR_TESTS.test(path))
        : targets;
    }),
  );
  const entries = /_test\.ts$|^(?:cli|links|docs|examples)\/|^mod\.ts$/;
  judge(({ path }) =>
    used.has(path) || entries.test(path)
      ? []
      : [`${path}:1: nothing imports it: add its row to the table beside it, or delete it`]
  );
});
