/** Roles that may mint client certificates. */
import { type RbacRule, rule, type Value } from "../api.js";
import { granted, removeResources, siblingsThat } from "../lib/rbac.js";
import { get, text, texts } from "../lib/value.js";

export default rule({
  id: "rbac/csr-approve",
  title: "Role that can mint client certificates",
  pillar: "identity",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "rbac.rule",
  refs: ["kubescape:C-0280", "checkov:CKV_K8S_156", "kyverno:other-restrict-clusterrole-csr", "cis-k8s:5.1.11"],

  *check(rule) {
    const signing = signs(rule);
    const approval = approves(rule);
    const open = rule.named === false || texts(get(rule.body, "resourceNames")).some((name) => isClient.test(name));
    // Said once for the role: on the signers where they are open, else on the approval that no signer limits.
    if (signing && open && siblingsThat(isApproving, rule).length > 0) {
      yield {
        at: signing,
        what: "Approval for any signer mints client certificates for any name, `system:masters` included, and certificates cannot be revoked",
        fix: {
          title: "Only approve `kubernetes.io/kubelet-serving`",
          edit: (it) => {
            it.replace(signing, "signers");
            it.set(rule.body, "resourceNames", ["kubernetes.io/kubelet-serving"]);
          },
        },
      };
    } else if (approval && siblingsThat(maySign, rule).length === 0) {
      yield {
        at: approval,
        what: "Approval of certificate requests can mint client certificates for any name, and certificates cannot be revoked",
        fix: { title: `Remove \`${text(approval)}\` from the rule`, edit: (it) => removeResources(it, rule, [approval]) },
      };
    }
  },
});

function isApproving(rule: RbacRule): boolean {
  return approves(rule) !== undefined;
}

function maySign(rule: RbacRule): boolean {
  return signs(rule) !== undefined || !rule.complete;
}

/** The signers whose certificates the API server takes as logins. */
const isClient = /^(?:\*|kubernetes\.io\/\*|kubernetes\.io\/kube-apiserver-client(?:-kubelet)?)$/;

const group = "certificates.k8s.io";

/** The resource by which a rule approves requests; wildcards count where the rule is for this group by name. */
function approves(rule: RbacRule): Value | undefined {
  const wild = texts(get(rule.body, "apiGroups")).includes(group) ? ["*", "*/approval"] : [];
  return granted(rule, group, ["certificatesigningrequests/approval", ...wild], ["update", "patch"])?.resource;
}

function signs(rule: RbacRule): Value | undefined {
  const wild = texts(get(rule.body, "apiGroups")).includes(group) ? ["*"] : [];
  const verbs = rule.verbs.some((it) => text(it) === "*" && wild.length > 0 && rule.resources.some((one) => text(one) === "*"));
  // Every verb on everything of the group is a finding of its own.
  return verbs ? undefined : granted(rule, group, ["signers", ...wild], ["approve", "sign"])?.resource;
}
