/** Namespaces that no policy denies by default, and the policies that do. */
import type { Data, Fix, Problem } from "../api.js";
import type { ConnectivityProject } from "../vocabulary/connectivity.js";
import type { KubeObject } from "../vocabulary/kubernetes.js";
import { allowDns, besidePolicies, flowPolicies, mayDenyByDefault, networkPolicy } from "./connectivity.js";
import { isSystemNamespace } from "./kubernetes.js";

type NewObject = { readonly [key: string]: Data };

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
  const destinations = flowPolicies(workloads, "egress", connectivity);
  const count = callers?.length ?? 0;
  const known = count === 0 ? "" : count === 1 ? ", one workload's callers let in" : `, callers of ${count} workloads let in`;
  const creating = (title: string, objects: readonly NewObject[]): Fix => ({
    title,
    edit: (it) => {
      for (const one of objects) it.createObject(besidePolicies(namespace, connectivity), one);
    },
  });
  const deny = (types: readonly string[]) => networkPolicy("default-deny", name, { podSelector: {}, policyTypes: types });
  const open = workloads.filter((it) => connectivity.isolated(it, "ingress") !== true);
  yield {
    at: namespace,
    what: what(name),
    related: open.slice(0, 3).map((it) => ({ at: it, what: `\`${it.label}\` is reachable` })),
    // What is needed and cannot be written, like a call of the API server to a webhook, would be lost: then nothing is offered.
    fix: [
      ...(callers ? [creating(`Deny ingress by default${known}`, [deny(["Ingress"]), ...callers])] : []),
      ...(callers && destinations
        ? [
            creating(`Deny all traffic by default, DNS allowed${known}`, [
              deny(["Ingress", "Egress"]),
              allowDns(name),
              ...callers,
              ...destinations,
            ]),
          ]
        : []),
    ],
  };
}
