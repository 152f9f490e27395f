/** Workloads whose pods their own namespace does not accept. */
import { type PodControl, rule } from "../api.js";
import { isExempt, levelLabel, levelOf, rank } from "../lib/pod-level.js";

export default rule({
  id: "admission/rejected-pod",
  title: "Pod that its namespace rejects",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "warning",
  fixes: "none",
  on: "kube.workload",
  refs: [],

  *check(workload, project) {
    const namespace = project.kubernetes.namespaceOf(workload);
    const label = namespace && levelLabel(namespace, "enforce");
    const level = levelOf(label);
    if (namespace === undefined || label === undefined || level === undefined || level === "privileged") return;
    if (isExempt(workload, project.kubernetes)) return;
    // An older version of the standards may not know a control.
    const pinned = namespace.labels.get("pod-security.kubernetes.io/enforce-version");
    if (pinned !== undefined && pinned !== "latest") return;
    const broken = project.pods.security(workload).breaches.filter((it) => rank(it.level) <= rank(level));
    const [first] = broken;
    if (first === undefined) return;
    const what = [...new Set(broken.map((it) => controlNames[it.control]))];
    yield {
      at: first.at,
      what: `\`${workload.namespace ?? "?"}\` enforces \`${level}\` and starts no pod of \`${workload.name ?? "?"}\`: ${what.join(", ")}`,
      related: [
        { at: label.value, what: "enforced here" },
        ...broken.slice(1).map((it) => ({ at: it.at, what: controlNames[it.control] })),
      ],
    };
  },
});

const controlNames: { readonly [K in PodControl]: string } = {
  "host-process": "a process on the host",
  "host-namespace": "a namespace of the node",
  privileged: "a privileged container",
  capability: "a capability that is not allowed",
  "host-path": "a directory of the node",
  "host-port": "a port of the node",
  "probe-host": "a probe of another host",
  apparmor: "no AppArmor",
  selinux: "SELinux options",
  "proc-mount": "an unmasked /proc",
  "seccomp-off": "no seccomp",
  sysctl: "an unsafe sysctl",
  "volume-type": "a volume type that is not allowed",
  "privilege-escalation": "privilege escalation not forbidden",
  root: "root not refused",
  "root-user": "user 0",
  seccomp: "no seccomp profile",
  capabilities: "capabilities not dropped",
  "extra-capability": "a capability that is not allowed",
};
