/** Workloads that can become cluster-admin through other accounts. */
import { type EscalationStep, type Fix, rule } from "../api.js";
import { removeResources } from "../lib/rbac.js";
import { get } from "../lib/value.js";

export default rule({
  id: "rbac/escalation-path",
  title: "Workload that can become cluster-admin",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  refs: [],

  *check(workload, project) {
    const path = project.rbac.escalation(workload);
    const named = get(workload.pod, "serviceAccountName") ?? get(workload.pod, "serviceAccount");
    if (path === undefined) return;
    const steps = path.map(
      (it) =>
        `${it.how}${it.account ? ` \`${it.account.namespace === undefined ? "" : `${it.account.namespace}/`}${it.account.name}\`` : ""}`,
    );
    yield {
      at: named ?? workload,
      what: `\`${workload.serviceAccountName}\` ${steps.join(", which ")}: whoever gets into this pod gets the cluster`,
      fix: [
        { title: "Do not mount the token", edit: (it) => it.set(workload.pod, "automountServiceAccountToken", false) },
        ...path.slice(0, 1).flatMap((step) => cut(step)),
      ],
      related: path.map((it) => ({ at: it.grant.at, what: `${it.how}${it.account ? ` \`${it.account.name}\`` : ""}` })),
    };
  },
});

/** Takes away what opens the way, at its rule. */
function cut({ grant }: EscalationStep): readonly Fix[] {
  const { rule: granting } = grant;
  if (granting === undefined) return [];
  return [{ title: `Take this right from \`${grant.role}\``, edit: (it) => removeResources(it, granting, granting.resources) }];
}
