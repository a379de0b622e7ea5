/** The command that installs something, for the package manager of this host. @module */

/** What can be installed; the launcher, `./ringside`, has the same table. */
export type Installable = "liburing" | "libbpf" | "compiler" | "headers";

const PACKAGES: Readonly<Record<string, Readonly<Record<Installable, string>>>> = {
  "apt-get install -y": {
    liburing: "liburing2",
    libbpf: "libbpf1",
    compiler: "gcc libc6-dev",
    headers: "linux-libc-dev liburing-dev",
  },
  "dnf install -y": {
    liburing: "liburing",
    libbpf: "libbpf",
    compiler: "gcc glibc-devel",
    headers: "kernel-headers liburing-devel",
  },
  "pacman -S --needed": {
    liburing: "liburing",
    libbpf: "libbpf",
    compiler: "gcc",
    headers: "linux-api-headers liburing",
  },
  "apk add": {
    liburing: "liburing",
    libbpf: "libbpf",
    compiler: "gcc musl-dev",
    headers: "linux-headers liburing-dev",
  },
};

/** What mends a missing package: the command to run as root, in backticks. */
export function installCure(
  what: Installable,
  hasProgram: (name: string) => boolean = isOnPath,
): string {
  for (const [command, names] of Object.entries(PACKAGES)) {
    if (hasProgram(command.split(" ")[0]!)) return `\`${command} ${names[what]}\`, as root`;
  }
  return `install ${PACKAGES["dnf install -y"]![what]} by the system's package manager`;
}

/** Whether a program of that name can be started. */
export function isOnPath(name: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return [...folders, "/usr/sbin", "/sbin"].some((folder) => {
    try {
      const { isFile, mode } = Deno.statSync(`${folder || "."}/${name}`);
      return isFile && ((mode ?? 0) & 0o111) !== 0;
    } catch {
      return false;
    }
  });
}
