/** Namespaces that no policy denies by default, and the policies that do. */
import type { Problem } from "../api.js";
import type { ConnectivityProject } from "../vocabulary/connectivity.js";
import type { KubeObject } from "../vocabulary/kubernetes.js";
import { allowDns, flowPolicies, mayDenyByDefault, networkPolicy } from "./connectivity.js";
import { isSystemNamespace } from "./kubernetes.js";

/** The problem of a namespace with workloads, all of them in view, where no policy denies ingress to every pod. */
export function* openByDefault(
  namespace: KubeObject,
  connectivity: ConnectivityProject,
  what: (name: string) => string,
): Iterable<Problem> {
  const name = namespace.name;
  if (name === undefined || isSystemNamespace(name) || !connectivity.inventoried(namespace) || connectivity.hidden(namespace)) return;
  const workloads = connectivity.workloads(namespace);
  if (workloads.length === 0 || connectivity.policies(namespace).some((it) => mayDenyByDefault(it, "ingress", workloads, connectivity)))
    return;
  const callers = flowPolicies(workloads, "ingress", connectivity);
  const known =
    callers.length === 0
      ? ""
      : callers.length === 1
        ? ", one workload's callers let in"
        : `, callers of ${callers.length} workloads let in`;
  const deny = (types: readonly string[]) => networkPolicy("default-deny", name, { podSelector: {}, policyTypes: types });
  const open = workloads.filter((it) => connectivity.isolated(it, "ingress") !== true);
  yield {
    at: namespace,
    what: what(name),
    related: open.slice(0, 3).map((it) => ({ at: it, what: `\`${it.label}\` is reachable` })),
    fix: [
      {
        title: `Deny ingress by default${known}`,
        edit: (it) => {
          for (const one of [deny(["Ingress"]), ...callers]) it.createObject(namespace, one);
        },
      },
      {
        title: `Deny all traffic by default, DNS allowed${known}`,
        edit: (it) => {
          for (const one of [deny(["Ingress", "Egress"]), allowDns(name), ...callers, ...flowPolicies(workloads, "egress", connectivity)])
            it.createObject(namespace, one);
        },
      },
    ],
  };
}
