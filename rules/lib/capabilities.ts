/** What a container drops of the capabilities that runtimes give by default. */
import type { Container } from "../vocabulary/kubernetes.js";
import { get, texts } from "./value.js";

/** The dropped capabilities without prefix, in capitals: runtimes take them in any spelling. */
function dropped(container: Container): ReadonlySet<string> {
  return new Set(texts(get(container.body, "securityContext.capabilities.drop")).map((it) => it.toUpperCase().replace(/^CAP_/, "")));
}

/** Whether a container can no longer open raw sockets: it drops NET_RAW, or everything. */
export function dropsRawSockets(container: Container): boolean {
  const all = dropped(container);
  return all.has("NET_RAW") || all.has("ALL");
}

/** Whether every capability that a runtime gives by default is dropped, by name or together: then there is none left to keep. */
export function dropsDefaults(container: Container): boolean {
  const all = dropped(container);
  return all.has("ALL") || defaults.every((it) => all.has(it));
}

const defaults = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "NET_RAW",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];
