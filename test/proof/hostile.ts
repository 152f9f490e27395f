/** Feeds the command line what was made to hurt it, and real folders on their own: bounded time and memory, clear words, never a crash. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const cli = resolve("dist/cli.js");
const scratch = mkdtempSync(join(tmpdir(), "ztlint-hostile-"));
const start = performance.now();
const counts = { inputs: 0, fallen: 0, slowest: 0, largest: 0 };

const resource = (body: string): string => `resource "aws_iam_policy" "p" {\n  policy = ${body}\n}\n`;
const peer = "apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata:\n  name: a\nspec:\n  mtls:\n    mode: PERMISSIVE\n";
const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n${data}`;
const bomb = (levels: number): string =>
  `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: levels }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`).join("\n")}\n`;

interface Case {
  readonly name: string;
  /** Writes the input into a folder of its own; answers arguments other than the folder. */
  make(folder: string): readonly string[] | void;
  /** What the report must say; the file beside it is always judged: \`good.yaml\` has a finding that nothing may hide. */
  readonly says?: RegExp;
  readonly code?: number;
  readonly seconds?: number;
  readonly megabytes?: number;
  /** Takes long to write or to read: not in the short run. */
  readonly long?: true;
}

const cases: readonly Case[] = [
  { name: "aliases that multiply", make: (it) => write(it, "bomb.yaml", configMap(`  x: 1\n${bomb(12).replace(/^/gm, "  ")}`)) },
  {
    name: "an alias that holds itself",
    make: (it) => write(it, "self.yaml", configMap("  a: &a\n    b: *a\n")),
    says: /contains itself|unresolved|alias/i,
  },
  { name: "100,000 nested flow lists", make: (it) => write(it, "deep.yaml", configMap(`  a: ${"[".repeat(100_000)}\n`)), says: /deeply/ },
  {
    name: "5,000 nested block maps",
    make: (it) => write(it, "deep.yaml", configMap(Array.from({ length: 5000 }, (_, i) => `${" ".repeat(i + 2)}a:\n`).join(""))),
  },
  { name: "100,000 nested parentheses", make: (it) => write(it, "deep.tf", resource("(".repeat(100_000))), says: /syntax/ },
  { name: "100,000 nested interpolations", make: (it) => write(it, "deep.tf", resource('"${'.repeat(100_000))), says: /syntax/ },
  { name: "20,000 nested blocks", make: (it) => write(it, "deep.tf", `${"a {\n".repeat(20_000)}${"}\n".repeat(20_000)}`), says: /deeply/ },
  { name: "JSON nested 100,000 deep in a heredoc", make: (it) => write(it, "deep.tf", resource(`<<EOT\n${'{"a":'.repeat(100_000)}\nEOT`)) },
  { name: "a sum of 100,000 terms", make: (it) => write(it, "sum.tf", `locals {\n  x = ${Array(100_000).fill("1").join(" + ")}\n}\n`) },
  {
    name: "a file of 100 MB",
    long: true,
    make: (it) => write(it, "big.yaml", Buffer.alloc(100_000_000, "a: b\n")),
    says: /big\.yaml: larger than/,
  },
  { name: "a line of 1 MB in YAML", make: (it) => write(it, "line.yaml", configMap(`  a: "${"x ".repeat(500_000)}"\n`)) },
  { name: "a line of 1 MB in Terraform", make: (it) => write(it, "line.tf", resource(`"${"x".repeat(1_000_000)}"`)) },
  { name: "a megabyte of opening quotes", make: (it) => write(it, "quotes.tf", '"'.repeat(1_000_000)) },
  { name: "a megabyte of braces in a YAML string", make: (it) => write(it, "braces.yaml", configMap(`  a: '${"{{".repeat(500_000)}'\n`)) },
  { name: "200,000 documents", make: (it) => write(it, "many.yaml", "---\na: 1\n".repeat(200_000)), seconds: 60, megabytes: 1500 },
  {
    name: "20,000 blocks in a file",
    make: (it) => write(it, "many.tf", Array.from({ length: 20_000 }, (_, i) => `resource "aws_vpc" "v${i}" {\n}\n`).join("")),
    seconds: 60,
    megabytes: 1500,
  },
  { name: "binary", make: (it) => write(it, "binary.tf", Buffer.from([0, 1, 2, 255, 0, 7])), says: /binary\.tf: binary/ },
  { name: "bytes that are no UTF-8", make: (it) => write(it, "latin.tf", Buffer.from([0x61, 0xe9, 0x0a])), says: /latin\.tf: not UTF-8/ },
  { name: "UTF-16", make: (it) => write(it, "wide.tf", Buffer.from("\ufeffresource", "utf16le")), says: /UTF-16/ },
  {
    name: "modules that call each other",
    make: (it) => {
      write(it, "a/main.tf", 'module "b" {\n  source = "../b"\n  x = module.b.y\n}\nvariable "x" {}\noutput "y" {\n  value = var.x\n}\n');
      write(
        it,
        "b/main.tf",
        'module "a" {\n  source = "../a"\n  x = var.x\n}\nmodule "self" {\n  source = "./"\n}\nvariable "x" {}\noutput "y" {\n  value = module.a.y\n}\n',
      );
    },
  },
  {
    name: "locals that need each other",
    make: (it) => write(it, "main.tf", `locals {\n  a = local.b\n  b = "\${local.a}\${local.a}"\n}\n${resource("local.a")}`),
  },
  {
    name: "locals that double forty times",
    make: (it) =>
      write(
        it,
        "main.tf",
        `locals {\n  a0 = "xxxxxxxxxx"\n${Array.from({ length: 40 }, (_, i) => `  a${i + 1} = "\${local.a${i}}\${local.a${i}}"\n`).join("")}}\n${resource("local.a40")}`,
      ),
  },
  {
    name: "lists that multiply",
    make: (it) =>
      write(
        it,
        "main.tf",
        `locals {\n  a0 = range(1000)\n${Array.from({ length: 12 }, (_, i) => `  a${i + 1} = [for x in local.a${i} : local.a${i}]\n`).join("")}}\n${resource("jsonencode(local.a12)")}`,
      ),
  },
  {
    name: "a count of a billion",
    make: (it) =>
      write(
        it,
        "main.tf",
        'resource "aws_vpc" "a" {\n  count = 1000000000\n}\nlocals {\n  x = range(0, 1000000000)\n}\nresource "aws_vpc" "b" {\n  for_each = toset(local.x)\n}\n',
      ),
  },
  {
    name: "products of products, and text that doubles",
    make: (it) =>
      write(
        it,
        "main.tf",
        `locals {\n  r = range(1000)\n  p = setproduct(local.r, local.r, local.r, local.r)\n  s = join("", [for x in local.r : join("", [for y in local.r : "xxxxxxxxxx"])])\n  t = replace(local.s, "x", local.s)\n  u = format("%1000000000d", 1)\n  v = regexall("(x+x+)+y", local.s)\n  c = cidrsubnets("10.0.0.0/8", local.r...)\n}\n${resource("jsonencode([local.p, local.t, local.u, local.v, local.c])")}`,
      ),
  },
  {
    name: "kustomizations that include each other",
    make: (it) => {
      write(it, "a/kustomization.yaml", "resources: [../b, .]\nbases: [../a]\n");
      write(it, "b/kustomization.yaml", "resources: [../a, ../b]\ncomponents: [../a]\n");
    },
  },
  {
    name: "links in circles",
    make: (it) => {
      mkdirSync(join(it, "loop"));
      symlinkSync("..", join(it, "loop/up"));
      symlinkSync("self.tf", join(it, "self.tf"));
      symlinkSync("/nowhere/at/all.tf", join(it, "gone.tf"));
    },
    says: /self\.tf: too many links|gone\.tf: no such file/,
  },
  {
    name: "a template begun before many strings",
    make: (it) => write(it, "templates/a.yaml", `${configMap("  a: b\n")}  c: [{{ ${'"x", '.repeat(50_000)}]\n${"{{ `".repeat(50_000)}\n`),
  },
  {
    name: "space where patterns look for its end",
    make: (it) => {
      const space = " ".repeat(200_000);
      const lines = "\n".repeat(200_000);
      write(
        it,
        "space.tf",
        `resource "aws_iam_policy" "p" {${lines}  # ztlint:ignore a/b -- c${space}d\n  policy = chomp("a${"\\n".repeat(20_000)}b")\n}\n`,
      );
      write(
        it,
        "space.yaml",
        `${lines.slice(0, 2000)}# a${space}b\n---\n${configMap(`  mapRoles: |\n    -${space}x\n    a:${space}b\n  b: '${"{{ .Values.a ".repeat(20_000)}'\n`)}`,
      );
      write(it, "opa.yaml", "services:\n".repeat(20_000));
    },
  },
  {
    name: "a pipe that nobody writes to",
    make: (it) => {
      spawnSync("mkfifo", [join(it, "pipe.yaml")]);
    },
    ...(process.platform === "win32" ? {} : { says: /pipe\.yaml: not a file/ }),
  },
  {
    name: "a folder and a file that may not be read",
    make: (it) => {
      write(it, "secret/a.tf", "");
      write(it, "secret.tf", "");
      chmodSync(join(it, "secret"), 0);
      chmodSync(join(it, "secret.tf"), 0);
    },
    // Root may read everything.
    ...(process.getuid?.() === 0 ? {} : { says: /secret: permission denied[\s\S]*secret\.tf: permission denied/ }),
  },
  { name: "a folder that is not there", make: () => ["/no/such/folder"], says: /cannot read/, code: 2 },
  {
    name: "patterns made to be slow",
    make: (it) =>
      write(
        it,
        ".ztlint.yaml",
        `exclude:\n  - '${"(a+)+".repeat(30)}b'\n  - '${"*".repeat(200)}b'\n  - '${"{a,b}".repeat(40)}'\n  - '${"+(a|aa)".repeat(30)}c'\n  - '['\n`,
      ),
  },
  {
    name: "a configuration that is none",
    make: (it) => write(it, ".ztlint.yaml", Buffer.from("rules: [1, {a: }\n\u0000")),
    says: /.ztlint.yaml/,
  },
  {
    name: "100,000 files",
    make: (it) => {
      for (let i = 0; i < 100_000; i++) {
        if (i % 1000 === 0) mkdirSync(join(it, `d${i / 1000}`));
        writeFileSync(
          join(it, `d${Math.floor(i / 1000)}/f${i}.${i % 2 === 0 ? "tf" : "yaml"}`),
          i % 2 === 0 ? `locals {\n  a${i} = 1\n}\n` : `a: ${i}\n`,
        );
      }
    },
    seconds: 120,
    megabytes: 1500,
  },
];

const only = process.env.ONLY;
const short = process.argv.includes("--short");
const isLong = (it: Case): boolean => it.long === true || it.seconds !== undefined;
for (const it of cases.filter((one) => (only === undefined || one.name.includes(only)) && !(short && isLong(one)))) {
  const folder = join(scratch, String(counts.inputs));
  mkdirSync(folder);
  write(folder, "good.yaml", peer);
  const others = it.make(folder) ?? [];
  check(it.name, [folder, ...others], it);
  rmSync(folder, { recursive: true, force: true });
}
for (const folder of process.argv.slice(2).filter((it) => it !== "--short"))
  for (const entry of readdirSync(folder).sort()) {
    const path = join(folder, entry);
    if (statSync(path).isDirectory()) check(path, [path], { name: path, make: () => {}, seconds: 300, megabytes: 3000 }, false);
  }
rmSync(scratch, { recursive: true, force: true });
console.log(
  `${counts.inputs} inputs, slowest ${counts.slowest.toFixed(1)} s, largest ${counts.largest.toFixed(0)} MB, ${counts.fallen} fallen, ${((performance.now() - start) / 1000).toFixed(0)} s`,
);
process.exit(counts.fallen === 0 ? 0 : 1);

function write(folder: string, name: string, content: string | Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

/** Runs a scan as people do; the peak of memory comes from the process itself. */
function check(name: string, paths: readonly string[], { says, code, seconds = 20, megabytes = 600 }: Case, planted = true): void {
  counts.inputs++;
  const peak = join(scratch, "peak");
  const measured = `process.on("exit", () => require("fs").writeFileSync(${JSON.stringify(peak)}, String(process.resourceUsage().maxRSS)))`;
  const preload = join(scratch, "peak.cjs");
  writeFileSync(preload, measured);
  rmSync(peak, { force: true });
  const before = performance.now();
  const ran = spawnSync(process.execPath, ["--require", preload, cli, "scan", ...paths, "--fail-on", "never"], {
    encoding: "utf8",
    timeout: seconds * 1000,
    maxBuffer: 1 << 30,
  });
  const time = (performance.now() - before) / 1000;
  const memory = Number(ran.error ? 0 : readFileSync(peak, "utf8")) / 1024;
  counts.slowest = Math.max(counts.slowest, time);
  counts.largest = Math.max(counts.largest, memory);
  const said = ran.stdout + ran.stderr;
  if (ran.error) fall(name, `${ran.error.message} after ${time.toFixed(1)} s`);
  else if (ran.status !== (code ?? 0)) fall(name, `ends with ${ran.status ?? ran.signal}: ${ran.stderr.slice(0, 500)}`);
  else if (planted && !said.includes("mesh/mtls-not-strict")) fall(name, `hides the file beside it: ${said.slice(-300)}`);
  else if (says && !says.test(said)) fall(name, `does not say ${says}: ${said.slice(-500)}`);
  else if (/failed on|\n\s+at \w+ \(/.test(said)) fall(name, `a rule failed: ${said.slice(0, 500)}`);
  else if (memory > megabytes) fall(name, `takes ${memory.toFixed(0)} MB`);
  else if (process.env.VERBOSE) console.log(`${name}: ${time.toFixed(1)} s, ${memory.toFixed(0)} MB`);
}

function fall(name: string, why: string): void {
  counts.fallen++;
  console.log(`${name}: ${why}`);
}
