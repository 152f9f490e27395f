/** Ports of the node that containers bind. */
import type { Fix, Project } from "../api.js";
import type { Container, Workload } from "../vocabulary/kubernetes.js";
import type { Value } from "../vocabulary/value.js";
import { breaches } from "./pod-security.js";
import { entries, flag, get, items, number, text } from "./value.js";

export interface HostPort {
  readonly port: Value;
  readonly container: Container;
  readonly fix: { readonly fix?: Fix };
}

/** The host ports of a workload for which a test holds; those on the loopback address and of pods on the node's network left out. */
export function hostPorts(workload: Workload, project: Project, test: (port: number) => boolean): readonly HostPort[] {
  // On the node's network every port is the node's: that is what to report then.
  const network = get(workload.pod, "hostNetwork");
  if (network !== undefined && flag(network) !== false) return [];
  return breaches(project, workload, "host-port").flatMap(({ value, container }): readonly HostPort[] => {
    const known = number(value);
    if (value === undefined || container === undefined || known === undefined || !test(known)) return [];
    const port = items(get(container.body, "ports")).find((it) => get(it, "hostPort") === value);
    const local = get(port, "hostIP");
    const key = entries(port).find((it) => it.value === value)?.keyAt;
    // On the loopback address the port is for programs of the node only.
    if (local !== undefined && /^(?:127\.|::1$)/.test(text(local) ?? "127.")) return [];
    return [{ port: value, container, fix: key ? { fix: { title: "Leave the port to a Service", edit: (it) => it.remove(key) } } : {} }];
  });
}
