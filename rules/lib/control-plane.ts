/** Reading the command lines of Kubernetes' own programs, in static pods and in kubeadm's configuration. */
import type { Editor, Problem } from "../api.js";
import type { ApiServer, CommandFlag } from "../vocabulary/admission.js";
import type { Container, KubeObject, KubernetesProject, Workload } from "../vocabulary/kubernetes.js";
import type { Place, Value } from "../vocabulary/value.js";
import { inOneFile } from "./kubernetes.js";
import { remembered } from "./remembered.js";
import { get, isComplete, items, text } from "./value.js";

export interface CommandLine {
  /** The word that names the program. */
  readonly at: Place;
  /** Flags by name without dashes; the last one written counts, and of a list all. */
  readonly flags: ReadonlyMap<string, CommandFlag>;
  /** The words after the program. */
  readonly words: readonly Value[];
  /** False when some word is unknown: then no flag is certainly absent. */
  readonly complete: boolean;
  /** The list that further flags are appended to. */
  readonly list: Value;
}

/** The command line of a container that runs the program, by `command` or by `args` alone; undefined when it runs something else. */
export function commandLine(container: Container, program: string): CommandLine | undefined {
  return programOf(container) === program ? lineOf(container) : undefined;
}

/** What a container runs: the program that its first word names, or for arguments alone the one that the image is named after. */
export const programOf = remembered(({ body }: Container): string | undefined => {
  const command = items(get(body, "command"));
  const first = text(command[0] ?? items(get(body, "args"))[0]);
  // A flag may end like a path to a program: `--kubelet-service=kube-system/kubelet`.
  if (first?.startsWith("-") !== true) return first?.split("/").pop();
  return get(body, "command") === undefined ? text(get(body, "image"))?.split("/").pop()?.split(/[:@]/)[0] : undefined;
});

const lineOf = remembered((container: Container): CommandLine | undefined => {
  const command = get(container.body, "command");
  const args = get(container.body, "args");
  const words = [...items(command), ...items(args)];
  const first = words[0];
  if (first === undefined) return undefined;
  const after = text(first)?.startsWith("-") === true ? words : words.slice(1);
  return {
    at: first.at,
    flags: flagsOf(after),
    words: after,
    complete: isComplete(command) && isComplete(args) && container.body.complete,
    list: items(args).length > 0 && args !== undefined ? args : (command ?? first),
  };
});

/**
 * Flags to which each repetition adds: pflag's StringSlice. etcd's `--cipher-suites` is none: there the last one counts. So do a list of files
 * and a map, of which no rule asks what is in them.
 */
const lists: ReadonlySet<string> = new Set([
  "admission-control",
  "authorization-mode",
  "disable-admission-plugins",
  "enable-admission-plugins",
  "tls-cipher-suites",
]);

/** Flags by name; the last one written counts, and of a list all. */
export function flagsOf(words: readonly Value[]): ReadonlyMap<string, CommandFlag> {
  const found = new Map<string, CommandFlag>();
  for (const [name, flag] of writtenFlags(words)) addFlag(found, name, flag);
  const unknown = words.flatMap((it) => (it.kind === "unknown" ? [wholeOf(it).replace(/\uFFFC[\s\S]*$/, "")] : []));
  if (unknown.length > 0) openLists(found, (name) => unknown.some((start) => `--${name}=`.startsWith(start)));
  return found;
}

/** Notes of which lists there may be further flags. */
export function openLists(flags: Map<string, CommandFlag>, may: (name: string) => boolean): void {
  for (const [name, flag] of flags) if (lists.has(name) && may(name)) flags.set(name, { ...flag, open: true });
}

/** Adds a flag behind those that are there. */
export function addFlag(flags: Map<string, CommandFlag>, name: string, flag: CommandFlag): void {
  const before = flags.get(name);
  if (before === undefined || !lists.has(name)) {
    flags.set(name, flag);
    return;
  }
  const value = before.value === undefined || flag.value === undefined ? undefined : `${before.value},${flag.value}`;
  flags.set(name, { ...flag, value, pieces: [...(before.pieces ?? [before]), flag] });
}

/** Flags by name in the order in which they are written, repeated ones too. */
export function writtenFlags(words: readonly Value[]): readonly (readonly [name: string, flag: CommandFlag])[] {
  return words.flatMap((word, i): readonly (readonly [string, CommandFlag])[] => {
    const written = /^--?([\w.-]+)(=?)([\s\S]*)$/.exec(wholeOf(word));
    if (written === null) return [];
    const name = written[1] ?? "";
    const next = words[i + 1];
    if (written[2] === "=")
      return [[name, { value: text(word) === undefined ? undefined : written[3], at: word.at, word, prefix: `--${name}=` }]];
    if (next !== undefined && !wholeOf(next).startsWith("-")) return [[name, { value: text(next), at: next.at, word: next, prefix: "" }]];
    return [[name, { value: "true", at: word.at, word, prefix: `--${name}=` }]];
  });
}

/** A word's literal text, with a mark for each unknown piece. */
function wholeOf(word: Value): string {
  return word.kind === "unknown" ? word.parts.map((it) => (typeof it === "string" ? it : "\uFFFC")).join("") : (text(word) ?? "");
}

/** The names in a comma-separated flag; undefined when unknown. */
export function namesIn(flag: CommandFlag | undefined): readonly string[] | undefined {
  return flag === undefined
    ? []
    : flag.value
        ?.split(",")
        .map((it) => it.trim())
        .filter((it) => it !== "");
}

/** Which flag of a list that is given several times holds one of the names; the flag itself where none does. */
export function pieceWith(flag: CommandFlag, names: readonly string[]): CommandFlag {
  return flag.pieces?.find((piece) => namesIn(piece)?.some((it) => names.includes(it))) ?? flag;
}

/** Makes a comma-separated flag hold these names: each flag of a list that is given several times keeps its own, and the last takes new ones. */
export function setNames(it: Editor, flag: CommandFlag, names: readonly string[], spelling: ApiServer["spelling"] = "command"): void {
  const pieces = flag.pieces ?? [flag];
  let left = names;
  for (const piece of pieces) {
    const own = namesIn(piece) ?? [];
    const kept = piece === pieces[pieces.length - 1] ? left : own.filter((name) => left.includes(name));
    left = left.filter((name) => !kept.includes(name));
    if (kept.join() === own.join()) continue;
    // A value in a word of its own stays, though empty: its flag would take the next word.
    if (kept.length > 0 || spelling === "list" || (spelling === "command" && piece.prefix === ""))
      it.replace(piece.word, `${piece.prefix}${kept.join(",")}`);
    else it.remove(piece.word);
  }
}

/** Gives the API server a flag, or another value for the one it has. */
export function setFlag(it: Editor, server: ApiServer, name: string, value: string): void {
  const written = server.flags.get(name);
  if (written?.pieces !== undefined) setNames(it, written, value.split(","), server.spelling);
  else if (written !== undefined) it.replace(written.word, `${written.prefix}${value}`);
  else if (server.spelling === "command") it.append(server.list, `--${name}=${value}`);
  else if (server.spelling === "map") it.set(server.list, [name], value);
  else it.append(server.list, { name, value });
}

/**
 * Flags that an API server is certainly started without, as one problem: `why` ends the sentence. `usual` is the value that kubeadm gives the
 * only one of them.
 */
export function* unset(server: ApiServer, names: readonly string[], why: string, usual?: string): Iterable<Problem> {
  const missing = names.filter((it) => !server.flags.has(it));
  const [first] = missing;
  if (first === undefined || !server.complete) return;
  yield {
    at: server,
    what: `${noneOf(missing)}: ${why}`,
    ...(usual === undefined
      ? {}
      : { fix: { title: `Set \`--${first}\` to kubeadm's file`, edit: (it) => setFlag(it, server, first, usual) } }),
  };
}

/** `No --a and no --b`. */
export function noneOf(flags: readonly string[]): string {
  return `No ${flags.map((it) => `\`--${it}\``).join(" and no ")}`;
}

/** What an etcd holds: outside of `kube-system` it is hardly that of the API server. */
export function contentOf({ namespace }: Workload): string {
  return namespace === "kube-system" ? "every Secret of the cluster" : "all that it stores";
}

/** The same for the containers of a workload that run etcd. */
export function* etcdUnset(workload: Workload, names: readonly string[], why: string): Iterable<Problem> {
  for (const container of workload.containers) {
    const line = commandLine(container, "etcd");
    const missing = names.filter((it) => line?.flags.has(it) === false);
    if (line?.complete === true && missing.length > 0) yield { at: line, what: `${noneOf(missing)}: ${why}` };
  }
}

/** Whether a kubelet's configuration is part of kubeadm's: then its client CA, its rotation and whom it asks are given by kubeadm. */
export function isOfKubeadm(configuration: KubeObject, { mayHide, objects }: KubernetesProject): boolean {
  return ["ClusterConfiguration", "InitConfiguration", "JoinConfiguration"].some(
    (kind) =>
      mayHide(configuration, `kubeadm.k8s.io/${kind}`) ||
      objects(configuration, `kubeadm.k8s.io/${kind}`).some((it) => inOneFile(it, configuration)),
  );
}

/** A default of the kubelet's flags that is worse than that of its configuration file. */
export interface KubeletDefault {
  readonly flag: string;
  readonly bad: string;
  readonly good: string;
  /** What comes of it, after the flag. */
  readonly means: string;
}

/**
 * Kubelets that are started with the bad value, or by flags alone without the good one: a configuration file has better defaults, and may
 * say it out of view.
 */
export function* kubeletsLeft(workload: Workload, { flag, bad, good, means }: KubeletDefault): Iterable<Problem> {
  for (const container of workload.containers) {
    const line = commandLine(container, "kubelet");
    const written = line?.flags.get(flag);
    if (line === undefined || (written === undefined ? !line.complete || line.flags.has("config") : written.value !== bad)) continue;
    yield {
      at: written ?? line,
      what: written === undefined ? `No \`--${flag}\`, so \`${bad}\`: it ${means}` : `\`--${flag}=${bad}\` ${means}`,
      fix: {
        title: `Set \`--${flag}\` to \`${good}\``,
        edit: (it) => (written ? it.replace(written.word, `${written.prefix}${good}`) : it.append(line.list, `--${flag}=${good}`)),
      },
    };
  }
}

/** An API server whose authorization modes leave one out. */
export function* withoutMode(server: ApiServer, mode: string, what: string): Iterable<Problem> {
  const written = server.flags.get("authorization-mode");
  const modes = namesIn(written);
  // Without any mode, or with the one that allows all, the API server authorizes everything: that is a finding of its own.
  if (written === undefined || server.flags.has("authorization-config") || modes?.includes("AlwaysAllow")) return;
  if (modes === undefined || modes.includes(mode) || written.open) return;
  const all = ["Node", "RBAC", ...modes.filter((it) => it !== "Node" && it !== "RBAC")].join(",");
  yield { at: written, what, fix: { title: `Add \`${mode}\``, edit: (it) => setFlag(it, server, "authorization-mode", all) } };
}

/**
 * An API server that is certainly started without an admission plugin that is off by default. kubeadm has a list of its own where its
 * configuration gives none, so only a command line is judged for what it lacks.
 */
export function* withoutPlugin(server: ApiServer, plugin: string, what: string, fix?: "fix"): Iterable<Problem> {
  const enabled = server.flags.get("enable-admission-plugins");
  const names = namesIn(enabled);
  if (names === undefined || names.includes(plugin) || enabled?.open) return;
  if (enabled === undefined && (server.spelling !== "command" || !server.complete)) return;
  yield {
    at: enabled ?? server,
    what: `\`${plugin}\` is not enabled: ${what}`,
    ...(fix === undefined
      ? {}
      : {
          fix: {
            title: `Enable \`${plugin}\``,
            edit: (it) => setFlag(it, server, "enable-admission-plugins", [...names, plugin].join(",")),
          },
        }),
  };
}

/** A number that the API server is given too small, by what the CIS benchmark asks for; `unset` is what to say where it is certainly missing. */
export function* below(
  server: ApiServer,
  flag: string,
  least: number,
  small: (value: string) => string,
  unset?: string,
): Iterable<Problem> {
  const written = server.flags.get(flag);
  const value = Number(written?.value);
  // Zero means without a limit.
  if (written === undefined ? unset === undefined || !server.complete : !(value > 0 && value < least)) return;
  yield {
    at: written ?? server,
    what: written === undefined ? `No \`--${flag}\`: ${unset}` : `\`--${flag}\` of ${small(written.value ?? "")}`,
    fix: { title: `Set \`--${flag}\` to ${least}`, edit: (it) => setFlag(it, server, flag, String(least)) },
  };
}
