/** Pods without a seccomp profile. */
import { rule } from "../api.js";
import { security } from "../lib/kubernetes.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/unconfined-seccomp",
  title: "System calls unfiltered",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  strict: true,
  fixes: "review",
  on: "kube.workload",
  refs: [
    "checkov:CKV_K8S_31",
    "kubescape:C-0210",
    "kubescape:C-0055",
    "trivy:KSV-0030",
    "trivy:KSV-0104",
    "kics:Seccomp Profile Is Not Configured",
    "kube-linter:unsafe-sysctls",
    "pss-restricted",
  ],

  *check(workload) {
    const open = workload.containers.filter((it) => {
      const profile = security(workload, it, "seccompProfile");
      return profile === undefined || text(get(profile, "type")) === "Unconfined";
    });
    const [first] = open;
    if (
      first === undefined ||
      workload.podAnnotations.has("seccomp.security.alpha.kubernetes.io/pod") ||
      get(workload.pod, "securityContext")?.kind === "unknown"
    )
      return;
    yield {
      at: first,
      what: `${open.map((it) => `\`${it.name ?? "?"}\``).join(", ")} may make every system call: the kernel of the node is exposed to it in full`,
      related: open.slice(1).map((it) => ({ at: it, what: "and here" })),
      ...(open.length === workload.containers.length &&
      get(workload.pod, "securityContext.seccompProfile") === undefined &&
      !open.some((it) => get(it.body, "securityContext.seccompProfile") !== undefined)
        ? {
            fix: {
              title: "Use the runtime's default profile",
              edit: (it) => it.set(workload.pod, "securityContext.seccompProfile.type", "RuntimeDefault"),
            },
          }
        : {}),
    };
  },
});
