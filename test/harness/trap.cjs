/** Loaded before the program (`node --require`): writes down every reach outside of it into the file that ZTLINT_TRAP names. */
const fs = require("node:fs");
const record = fs.openSync(process.env.ZTLINT_TRAP, "a");
const write = fs.writeSync;

/** Only what our own bundles do counts: inside an editor many others share the process. */
function caught(kind, detail) {
  const stack = new Error().stack ?? "";
  if (!/dist[\\/](?:cli|server|extension|ztlint)[^\\/]*\.c?js|server[\\/]dist/.test(stack) && !process.env.ZTLINT_TRAP_ALL) return;
  write(record, `${JSON.stringify({ kind, detail: String(detail).slice(0, 300) })}\n`);
}

function watch(module, names, kind, read = (args) => args[0]) {
  for (const name of names) {
    const original = module[name];
    if (typeof original !== "function") continue;
    module[name] = function (...args) {
      caught(kind, `${name} ${read(args)}`);
      return Reflect.apply(original, this, args);
    };
  }
}

watch(require("node:net").Socket.prototype, ["connect"], "network", (args) => JSON.stringify(args[0]));
watch(require("node:dgram").Socket.prototype, ["send", "bind", "connect"], "network");
watch(require("node:dns"), ["lookup", "resolve", "resolve4", "resolve6"], "network");
watch(require("node:dns").promises, ["lookup", "resolve"], "network");
watch(require("node:http"), ["request", "get"], "network");
watch(require("node:https"), ["request", "get"], "network");
watch(require("node:http2"), ["connect"], "network");
watch(globalThis, ["fetch", "WebSocket"], "network");
watch(require("node:child_process"), ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"], "process");
const writers = [
  "writeFile",
  "appendFile",
  "rename",
  "rm",
  "unlink",
  "mkdir",
  "mkdtemp",
  "rmdir",
  "copyFile",
  "cp",
  "symlink",
  "link",
  "truncate",
  "chmod",
  "chown",
];
watch(fs, [...writers.flatMap((it) => [it, `${it}Sync`]), "createWriteStream"], "write");
watch(fs.promises, writers, "write");
for (const [holder, names] of [
  [fs, ["open", "openSync"]],
  [fs.promises, ["open"]],
])
  for (const name of names) {
    const original = holder[name];
    holder[name] = function (...args) {
      if (typeof args[1] === "string" ? /[wa+]/.test(args[1]) : typeof args[1] === "number" && (args[1] & 3) !== 0)
        caught("write", `open ${args[0]}`);
      return Reflect.apply(original, this, args);
    };
  }
