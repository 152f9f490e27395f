/** Service accounts that give their token to every pod. */
import { rule } from "../api.js";
import { entries, flag, get } from "../lib/value.js";

export default rule({
  id: "workload/account-automounts",
  title: "Service account that mounts its token everywhere",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "kube.object",
  of: ["/ServiceAccount"],
  refs: [
    "checkov:CKV_K8S_41",
    "kubescape:C-0189",
    "kics:Service Account Token Automount Not Disabled",
    "kics:Default Service Account In Use",
  ],

  *check(account, project) {
    const { name, namespaceKey, namespace, world } = account;
    const written = get(account.body, "automountServiceAccountToken");
    if (name === undefined || !account.body.complete || (written === undefined ? name !== "default" : flag(written) !== true)) return;
    const { rbac } = project;
    // Rights that were given to it are a reason to mount; where nobody knows, nothing is said.
    if (!rbac.holdsNothing({ world, namespaceKey, namespace, name }, account)) return;
    if (entries(get(account.body, "metadata.annotations")).some((it) => /role-arn|service-account|client-id/.test(it.key))) return;
    yield {
      at: written ?? account,
      what: `Every pod of \`${name}\` gets a token of the API server, though nothing grants it any right`,
      fix: { title: "Do not mount the token", edit: (it) => it.set(account.body, "automountServiceAccountToken", false) },
    };
  },
});
