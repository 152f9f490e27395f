/** Times other scanners on the same files in the same run, where they are on the machine. */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

interface Peer {
  readonly name: string;
  readonly command: string;
  arguments(folder: string): readonly string[];
}

const peers: readonly Peer[] = [
  {
    name: "checkov",
    command: "checkov",
    arguments: (it) => ["-d", it, "--quiet", "--compact", "--skip-download", "--framework", "terraform", "kubernetes", "-o", "json"],
  },
  { name: "kics", command: "console", arguments: (it) => ["scan", "-p", it, "--no-progress", "--silent", "--disable-full-descriptions"] },
  { name: "tflint", command: "tflint", arguments: (it) => ["--recursive", `--chdir=${it}`] },
  { name: "kube-score", command: "kube-score", arguments: (it) => ["score", ...yamlOf(it)] },
  { name: "istioctl analyze", command: "istioctl", arguments: (it) => ["analyze", "--use-kube=false", "--recursive", it] },
  { name: "trivy", command: "trivy", arguments: (it) => ["config", "--skip-check-update", "--offline-scan", it] },
  { name: "kube-linter", command: "kube-linter", arguments: (it) => ["lint", it] },
  {
    name: "kubescape",
    command: "kubescape",
    arguments: (it) => ["scan", "--keep-local", "--use-artifacts-from", join(homedir(), ".kubescape"), it],
  },
];

/** Prints a row for each tool that is there; false when one of them was faster than we. */
export async function comparePeers(folder: string): Promise<boolean> {
  const path = resolve(folder);
  const ours = timed(process.execPath, [resolve("dist/cli.js"), "scan", path, "--fail-on", "never"]);
  console.log(`\non ${folder}\n${"ztlint".padEnd(20)} ${ours.toFixed(2)} s`);
  let won = true;
  for (const it of peers) {
    const command = find(it.command);
    if (command === undefined) {
      console.log(`${it.name.padEnd(20)} not on this machine`);
      continue;
    }
    const theirs = timed(command, it.arguments(path));
    won &&= ours < theirs;
    console.log(`${it.name.padEnd(20)} ${theirs.toFixed(2)} s, ${(theirs / ours).toFixed(1)} times ours`);
  }
  return won;
}

/** The best of three, in seconds: what the machine can do, not what else it was doing. */
function timed(command: string, args: readonly string[]): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    spawnSync(command, [...args], { stdio: "ignore", timeout: 600_000 });
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
