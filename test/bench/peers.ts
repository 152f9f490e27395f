/** Times other scanners on the same files in the same run, where they are on the machine. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

interface Peer {
  readonly name: string;
  readonly command: string;
  /** How it ends when it has read the files, findings or not; any other end is a failure, and its time says nothing. */
  readonly ends: readonly number[];
  arguments(folder: string): readonly string[];
}

const peers: readonly Peer[] = [
  {
    name: "checkov",
    command: "checkov",
    ends: [0, 1],
    arguments: (it) => ["-d", it, "--quiet", "--compact", "--skip-download", "--framework", "terraform", "kubernetes", "-o", "json"],
  },
  {
    name: "kics",
    command: "console",
    ends: [0, 20, 30, 40, 50, 60],
    arguments: (it) => [
      ...["scan", "-p", it, "--no-progress", "--silent"],
      ...["-q", join(kicsAssets(), "queries"), "--libraries-path", join(kicsAssets(), "libraries")],
    ],
  },
  { name: "tflint", command: "tflint", ends: [0, 2], arguments: (it) => ["--recursive", `--chdir=${it}`] },
  { name: "kube-score", command: "kube-score", ends: [0, 1], arguments: (it) => ["score", ...yamlOf(it)] },
  { name: "istioctl analyze", command: "istioctl", ends: [0, 1, 79], arguments: (it) => ["analyze", "--use-kube=false", it] },
  { name: "trivy", command: "trivy", ends: [0, 1], arguments: (it) => ["config", "--skip-check-update", "--offline-scan", it] },
  { name: "kube-linter", command: "kube-linter", ends: [0, 1], arguments: (it) => ["lint", it] },
  {
    name: "kubescape",
    command: "kubescape",
    ends: [0, 1],
    arguments: (it) => ["scan", "--keep-local", "--use-artifacts-from", join(homedir(), ".kubescape"), it],
  },
];

/** Prints a row for each tool that is there; false when one of them was faster than we. */
export async function comparePeers(folder: string): Promise<boolean> {
  const path = resolve(folder);
  const ours = timed(process.execPath, [resolve("dist/cli.js"), "scan", path, "--fail-on", "never"], [0]) ?? Number.POSITIVE_INFINITY;
  console.log(`\non ${folder}\n${"ztlint".padEnd(20)} ${ours.toFixed(2)} s`);
  let won = true;
  for (const it of peers) {
    const command = find(it.command);
    if (command === undefined) {
      console.log(`${it.name.padEnd(20)} not on this machine`);
      continue;
    }
    const theirs = timed(command, it.arguments(path), it.ends);
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
function timed(command: string, args: readonly string[], ends: readonly number[]): number | undefined {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    const { status } = spawnSync(command, [...args], { stdio: "ignore", timeout: 600_000 });
    if (status === null || !ends.includes(status)) return undefined;
    best = Math.min(best, (performance.now() - start) / 1000);
  }
  return best;
}

function find(command: string): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(":"), join(homedir(), "go/bin")];
  return folders.map((it) => join(it, command)).find((it) => existsSync(it) && statSync(it).isFile());
}

function yamlOf(folder: string): readonly string[] {
  const { stdout } = spawnSync("find", [folder, "-name", "*.yaml", "-o", "-name", "*.yml"], { encoding: "utf8", maxBuffer: 1 << 28 });
  return stdout.split("\n").filter(Boolean);
}
