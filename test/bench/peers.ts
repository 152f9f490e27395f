/** Times other scanners on the same files in the same run, where they are on the machine. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

interface Peer {
  readonly name: string;
  readonly command: string;
  /** The files that it looks at: without any, its time says nothing. */
  readonly wants: RegExp;
  /** How it ends when it has read the files, findings or not; any other end is a failure, and its time says nothing. */
  readonly ends: readonly number[];
  /** What it writes only when it has read them, where its end does not tell. */
  readonly writes?: RegExp;
  arguments(folder: string): readonly string[];
}

const terraform = /\.tf$/;
const yaml = /\.ya?ml$/;
const both = /\.(?:tf|ya?ml)$/;

const peers: readonly Peer[] = [
  {
    name: "checkov",
    command: "checkov",
    wants: both,
    ends: [0, 1],
    arguments: (it) => ["-d", it, "--quiet", "--compact", "--skip-download", "--framework", "terraform", "kubernetes", "-o", "json"],
  },
  {
    name: "kics",
    command: "console",
    wants: both,
    ends: [0, 20, 30, 40, 50, 60],
    arguments: (it) => [
      ...["scan", "-p", it, "--no-progress", "--silent"],
      ...["-q", join(kicsAssets(), "queries"), "--libraries-path", join(kicsAssets(), "libraries")],
    ],
  },
  { name: "tflint", command: "tflint", wants: terraform, ends: [0, 2], arguments: (it) => ["--recursive", `--chdir=${it}`] },
  {
    name: "kube-score",
    command: "kube-score",
    wants: yaml,
    ends: [0, 1],
    // It ends with 1 as well at the first file that it cannot read.
    writes: /^\[\s*\{/,
    arguments: (it) => ["score", "--output-format", "json", ...filesOf(it, yaml)],
  },
  { name: "istioctl analyze", command: "istioctl", wants: yaml, ends: [0, 1, 79], arguments: (it) => ["analyze", "--use-kube=false", it] },
  {
    name: "trivy",
    command: "trivy",
    wants: both,
    ends: [0, 1],
    arguments: (it) => ["config", "--skip-check-update", "--offline-scan", it],
  },
  { name: "kube-linter", command: "kube-linter", wants: yaml, ends: [0, 1], arguments: (it) => ["lint", it] },
  {
    name: "kubescape",
    command: "kubescape",
    wants: yaml,
    ends: [0, 1],
    arguments: (it) => ["scan", "--keep-local", "--use-artifacts-from", join(homedir(), ".kubescape"), it],
  },
];

/** Prints a row for each tool that is there; false when one of them was faster than we. */
export async function comparePeers(folder: string): Promise<boolean> {
  // Some do not look behind a link.
  const path = realpathSync(folder);
  const arguments_ = [resolve("dist/cli.js"), "scan", path, "--fail-on", "never"];
  const ours = timed(process.execPath, arguments_, [0]) ?? Number.POSITIVE_INFINITY;
  console.log(`\non ${folder}\n${"ztlint".padEnd(20)} ${ours.toFixed(2)} s`);
  let won = true;
  for (const it of peers) {
    const command = find(it.command);
    if (command === undefined) {
      console.log(`${it.name.padEnd(20)} not on this machine`);
      continue;
    }
    if (filesOf(path, it.wants).length === 0) {
      console.log(`${it.name.padEnd(20)} finds nothing to read`);
      continue;
    }
    const theirs = timed(command, it.arguments(path), it.ends, it.writes);
    if (theirs === undefined) {
      console.log(`${it.name.padEnd(20)} cannot read these files`);
      continue;
    }
    won &&= ours < theirs;
    console.log(`${it.name.padEnd(20)} ${theirs.toFixed(2)} s, ${(theirs / ours).toFixed(1)} times ours`);
  }
  return won;
}

/** `go install` leaves the queries where Go keeps the sources. */
function kicsAssets(): string {
  const versions = join(homedir(), "go/pkg/mod/github.com/!checkmarx/kics");
  const newest = existsSync(versions) ? readdirSync(versions).sort().pop() : undefined;
  return join(versions, newest ?? "", "assets");
}

/** The best of three, in seconds: what the machine can do, not what else it was doing. undefined when it fails. */
function timed(command: string, args: readonly string[], ends: readonly number[], writes?: RegExp): number | undefined {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { status, stdout } = spawnSync(command, [...args], {
      stdio: ["ignore", writes ? "pipe" : "ignore", "ignore"],
      encoding: "utf8",
      maxBuffer: 1 << 30,
      timeout: 600_000,
    });
    if (status === null || !ends.includes(status) || writes?.test(stdout) === false) return undefined;
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function find(command: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), join(homedir(), "go/bin")];
  return folders.map((it) => join(it, command)).find((it) => existsSync(it) && statSync(it).isFile());
}

function filesOf(folder: string, wanted: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile() && wanted.test(it.name))
    .map((it) => join(it.parentPath, it.name));
}
