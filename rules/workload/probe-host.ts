/** Probes and hooks that the kubelet sends to an address of the author's choice. */
import { type Dict, rule, type Value } from "../api.js";
import { breaches } from "../lib/pod-security.js";
import { entries, flag, get, text } from "../lib/value.js";

export default rule({
  id: "workload/probe-host",
  title: "Probe of another host",
  pillar: "networks",
  tenet: ["T2"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["host"],
  refs: ["pss-baseline"],

  *check(workload, project) {
    const network = get(workload.pod, "hostNetwork");
    const onHost = network !== undefined && flag(network) !== false;
    for (const { value, container } of breaches(project, workload, "probe-host")) {
      const host = text(value);
      if (value === undefined || host === undefined || (onHost && /^(?:127\.|localhost$|::1$)/.test(host))) continue;
      const action = container && holderOf(container.body, value);
      const key = entries(action).find((it) => it.value === value)?.keyAt;
      yield {
        at: value,
        what: `The kubelet of the node calls \`${host}\` on the pod's behalf, from where no network policy holds`,
        ...(key ? { fix: { title: "Probe the pod itself", edit: (it) => it.remove(key) } } : {}),
      };
    }
  },
});

/** The action of a probe or hook that a host stands in. */
function holderOf(container: Dict, host: Value): Value | undefined {
  return ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"]
    .flatMap((it) => [get(container, `${it}.httpGet`), get(container, `${it}.tcpSocket`)])
    .find((it) => it !== undefined && get(it, "host") === host);
}
