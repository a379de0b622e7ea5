/** Runs bench and prints the most memory that it had at a time, launcher and subjects included. @module */
// deno-lint-ignore-file no-console -- commands print

const SAMPLE_MS = 300;

/** The processes of a run at one moment. */
interface Sample {
  readonly processes: number;
  readonly ringBytes: number;
  readonly otherBytes: number;
}

/**
 * Runs `bench` with `argv` and samples the memory of its whole tree of processes.
 *
 * Shared pages count by their share (PSS), so that the sum counts each page once. Mappings of the
 * rings (`anon_inode:bpf-map`) stand apart: their size is the scenario's. Returns the exit code.
 */
async function measureHarness(argv: readonly string[]): Promise<number> {
  const args = ["task", "--quiet", "bench", ...argv];
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null" }).spawn();
  let isRunning = true;
  const ended = child.status.finally(() => isRunning = false);
  let peak: Sample = { processes: 0, ringBytes: 0, otherBytes: 0 };
  while (isRunning) {
    const sample = takeSample(child.pid);
    if (sample.otherBytes > peak.otherBytes) peak = sample;
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))]);
  }
  const { processes, ringBytes, otherBytes } = peak;
  console.log(
    `at most ${
      inMegabytes(otherBytes)
    } in ${processes} processes, sampled every ${SAMPLE_MS} ms; ` +
      `rings beside that ${inMegabytes(ringBytes)}`,
  );
  return (await ended).code;
}

function takeSample(rootId: number): Sample {
  let [processes, ringBytes, otherBytes] = [0, 0, 0];
  for (const processId of treeOf(rootId)) {
    const smaps = readProc(`${processId}/smaps`);
    if (smaps === undefined) continue;
    const sums = sumProportional(smaps);
    processes++;
    ringBytes += sums.ringBytes;
    otherBytes += sums.otherBytes;
  }
  return { processes, ringBytes, otherBytes };
}

/** The process and all its descendants. */
function treeOf(rootId: number): number[] {
  const children = new Map<number, number[]>();
  for (const { name } of Deno.readDirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const parentId = parentOf(name);
    if (parentId === undefined) continue;
    children.set(parentId, [...children.get(parentId) ?? [], Number(name)]);
  }
  const tree = [rootId];
  for (const processId of tree) tree.push(...children.get(processId) ?? []);
  return tree;
}

/** Adds up the `Pss:` lines of /proc/PID/smaps; a line with an address range starts a mapping. */
function sumProportional(smaps: string): { ringBytes: number; otherBytes: number } {
  const sums = { ringBytes: 0, otherBytes: 0 };
  let isRing = false;
  for (const line of smaps.split("\n")) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) isRing = line.includes("anon_inode:bpf-map");
    const kib = /^Pss: +(\d+) kB$/.exec(line)?.[1];
    if (kib !== undefined) sums[isRing ? "ringBytes" : "otherBytes"] += Number(kib) * 1024;
  }
  return sums;
}

function parentOf(processId: string): number | undefined {
  const stat = readProc(`${processId}/stat`);
  return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2]);
}

/** Undefined where the process has gone meanwhile. */
function readProc(file: string): string | undefined {
  try {
    return Deno.readTextFileSync(`/proc/${file}`);
  } catch {
    return undefined;
  }
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}

if (import.meta.main) Deno.exit(await measureHarness(Deno.args));
