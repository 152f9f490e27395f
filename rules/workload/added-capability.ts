/** Containers with capabilities beyond the one that the restricted standard allows. */
import { type Container, rule } from "../api.js";
import { breaches, names } from "../lib/pod-security.js";
import { dataOf, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/added-capability",
  title: "Capability beyond the restricted standard",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["add"],
  refs: [
    "checkov:CKV_K8S_25",
    "kics:Containers With Added Capabilities",
    "polaris:insecureCapabilities",
    "kyverno:psp-migration-psp-restrict-adding-capabilities",
    "kyverno:pod-security-disallow-capabilities-strict",
    "pss-restricted",
    "trivy:KSV-0106",
    "kubescape:C-0046",
  ],

  *check(workload, project) {
    const found = breaches(project, workload, "extra-capability").filter(
      // To drop all and take back one of those that a runtime gives anyway is how it is done.
      ({ value, container }) => !dangerous.test(text(value) ?? "") && !(dropsAll(container) && usual.test(text(value) ?? "")),
    );
    for (const container of new Set(found.map((it) => it.container))) {
      const all = found.filter((it) => it.container === container).flatMap((it) => (it.value ? [it.value] : []));
      const [first] = all;
      if (first === undefined) continue;
      yield {
        at: first,
        what: `${names([container])} is given ${all.map((it) => `\`${text(it)}\``).join(", ")}: more than the restricted standard lets a pod have`,
        related: all.slice(1).map((it) => ({ at: it, what: "and this" })),
        fix: {
          title: all.length === 1 ? `Do without \`${text(first)}\`` : "Do without them",
          edit: (it) => {
            const list = container && get(container.body, "securityContext.capabilities.add");
            const kept = items(list).filter((one) => !all.includes(one));
            if (list === undefined || all.length === 1) it.remove(first);
            else it.replace(list, kept.map(dataOf));
          },
        },
      };
    }
  },
});

/** Said by a rule of their own. */
const dangerous = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|SYS_RAWIO|SYS_BOOT|DAC_READ_SEARCH|NET_ADMIN|NET_RAW|BPF|PERFMON)$/i;

const usual = /^(?:CAP_)?(?:AUDIT_WRITE|CHOWN|DAC_OVERRIDE|FOWNER|FSETID|KILL|MKNOD|SETFCAP|SETGID|SETPCAP|SETUID|SYS_CHROOT)$/i;

function dropsAll(container: Container | undefined): boolean {
  const drop = get(container?.body, "securityContext.capabilities.drop");
  return items(drop).some((it) => it.kind === "unknown" || /^all$/i.test(text(it) ?? "")) || drop?.kind === "unknown";
}
