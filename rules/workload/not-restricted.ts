/** Pods whose containers nobody has limited in any way, as one finding. */
import { type Container, type Data, rule, type Workload } from "../api.js";
import { escalates, secure } from "../lib/pod-security.js";
import { flag, get, text } from "../lib/value.js";

export default rule({
  id: "workload/not-restricted",
  title: "Pod that nothing limits",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  refs: [
    "pss-restricted",
    "kubescape:C-0211",
    "checkov:CKV_K8S_29",
    "checkov:CKV_K8S_30",
    "kics:Pod or Container Without Security Context",
    "trivy:KSV-0118",
  ],

  *check(workload, project) {
    const { containers } = workload;
    const [first] = containers;
    if (first === undefined || project.pods.security(workload).hardened !== false) return;
    const one = containers.length === 1;
    yield {
      at: first,
      what: `Nothing limits \`${first.name ?? "?"}\`${one ? "" : ` and ${containers.length - 1} more`}: ${one ? "it" : "they"} may run as root, gain privileges, keep capabilities, make every system call and change ${one ? "its own image" : "their own images"}`,
      related: containers.slice(1).map((it) => ({ at: it, what: "and here" })),
      fix: {
        title: "Set what the restricted level asks for, and a read-only root",
        edit: (it) => {
          for (const container of containers) {
            const privileged = get(container.body, "securityContext.privileged");
            if (privileged !== undefined && flag(privileged) === true) it.replace(privileged, false);
            secure(it, container, limits(workload, container));
          }
        },
      },
    };
  },
});

/** Nothing of it is set: that is what the rule is about. */
function limits(workload: Workload, container: Container): { readonly [field: string]: Data } {
  const low = get(container.body, "ports") !== undefined && lowPort(container);
  // What SYS_ADMIN allows, the API does not let be forbidden.
  const open = escalates(container) === true && flag(get(container.body, "securityContext.privileged")) !== true;
  return {
    ...(open ? {} : { allowPrivilegeEscalation: false }),
    capabilities: { drop: ["ALL"], ...(low ? { add: ["NET_BIND_SERVICE"] } : {}) },
    readOnlyRootFilesystem: true,
    ...(get(workload.pod, "securityContext.runAsNonRoot") === undefined ? { runAsNonRoot: true } : {}),
    seccompProfile: { type: "RuntimeDefault" },
  };
}

function lowPort(container: Container): boolean {
  const ports = get(container.body, "ports");
  return ports?.kind === "list" && ports.items.some((it) => Number(text(get(it, "containerPort")) ?? 8080) < 1024);
}
