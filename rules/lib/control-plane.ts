/** Reading the command lines of Kubernetes' own programs, in static pods and in kubeadm's configuration. */
import type { Editor } from "../api.js";
import type { ApiServer, CommandFlag } from "../vocabulary/admission.js";
import type { Container } from "../vocabulary/kubernetes.js";
import type { Place, Value } from "../vocabulary/value.js";
import { get, isComplete, items, text } from "./value.js";

export interface CommandLine {
  /** The word that names the program. */
  readonly at: Place;
  /** Flags by name without dashes; the last one written counts. */
  readonly flags: ReadonlyMap<string, CommandFlag>;
  /** False when some word is unknown: then no flag is certainly absent. */
  readonly complete: boolean;
  /** The list that further flags are appended to. */
  readonly list: Value;
}

/** The command line of a container that runs the program, by `command` or by `args` alone; undefined when it runs something else. */
export function commandLine(container: Container, program: string): CommandLine | undefined {
  const command = get(container.body, "command");
  const args = get(container.body, "args");
  const words = [...items(command), ...items(args)];
  const first = words[0];
  if (first === undefined) return undefined;
  // Arguments alone go to the program that the image is named after.
  const image = text(get(container.body, "image"));
  const implied = command === undefined && text(first)?.startsWith("-") === true && image?.split("/").pop()?.split(/[:@]/)[0] === program;
  if (!implied && text(first)?.split("/").pop() !== program) return undefined;
  return {
    at: first.at,
    flags: flagsOf(implied ? words : words.slice(1)),
    complete: isComplete(command) && isComplete(args) && container.body.complete,
    list: items(args).length > 0 && args !== undefined ? args : (command ?? first),
  };
}

export function flagsOf(words: readonly Value[]): ReadonlyMap<string, CommandFlag> {
  const flags = new Map<string, CommandFlag>();
  for (const [i, word] of words.entries()) {
    const written = /^--?([\w.-]+)(=?)([\s\S]*)$/.exec(wholeOf(word));
    if (written === null) continue;
    const name = written[1] ?? "";
    const next = words[i + 1];
    if (written[2] === "=")
      flags.set(name, { value: text(word) === undefined ? undefined : written[3], at: word.at, word, prefix: `--${name}=` });
    else if (next !== undefined && !wholeOf(next).startsWith("-"))
      flags.set(name, { value: text(next), at: next.at, word: next, prefix: "" });
    else flags.set(name, { value: "true", at: word.at, word, prefix: `--${name}=` });
  }
  return flags;
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

/** Gives the API server a flag, or another value for the one it has. */
export function setFlag(it: Editor, server: ApiServer, name: string, value: string): void {
  const written = server.flags.get(name);
  if (written !== undefined) it.replace(written.word, `${written.prefix}${value}`);
  else if (server.spelling === "command") it.append(server.list, `--${name}=${value}`);
  else if (server.spelling === "map") it.set(server.list, [name], value);
  else it.append(server.list, { name, value });
}
