/** Workloads with a service account that does not exist. */
import { type Fix, rule } from "../api.js";
import { inOneFile, isSystemNamespace } from "../lib/kubernetes.js";
import { get, misspelt, text } from "../lib/value.js";

export default rule({
  id: "workload/missing-account",
  title: "Service account that does not exist",
  pillar: "identity",
  tenet: ["T5", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["serviceAccountName", "serviceAccount"],
  refs: ["kube-linter:non-existent-service-account", "kubescape:C-0307"],

  *check(workload, project) {
    const written = get(workload.pod, "serviceAccountName");
    const alias = get(workload.pod, "serviceAccount");
    const named = written ?? alias;
    const name = workload.serviceAccountName;
    if (named === undefined || name === undefined || name === "default") return;
    if (written !== undefined && text(written) !== "" && alias !== undefined && text(alias) !== undefined && text(alias) !== name) {
      yield {
        at: alias,
        what: `\`serviceAccount\` says \`${text(alias)}\`, \`serviceAccountName\` says \`${name}\`: the older field is ignored or overwritten, depending on the version`,
        fix: { title: `Use \`${name}\` in both`, edit: (it) => it.replace(alias, name) },
      };
      return;
    }
    const { kubernetes } = project;
    const accounts = kubernetes.objectsBeside(workload, "ServiceAccount");
    if (isSystemNamespace(workload.namespace) || kubernetes.mayHide(workload, "ServiceAccount")) return;
    if (
      kubernetes
        .objects(workload, "ServiceAccount")
        .some((it) => it.name === undefined || (it.name === name && it.namespace === undefined)) ||
      accounts.some((it) => it.name === name)
    )
      return;
    // Where nothing is known of the namespace, accounts beside the workload show that they are declared with it.
    const beside = workload.namespace === undefined && accounts.some((it) => inOneFile(it, workload));
    if (!beside && !kubernetes.closedWorld(workload)) return;
    const close = accounts.flatMap((it) => it.name ?? []).find((it) => misspelt(it, name));
    const { namespace } = workload;
    const account = project.rbac.accountOf(workload);
    const bound = account !== undefined && project.rbac.bindingsTo(account).length > 0;
    const create: Fix = {
      title: `Create \`${name}\``,
      edit: (it) =>
        it.createObject(workload, {
          apiVersion: "v1",
          kind: "ServiceAccount",
          metadata: { name, namespace },
          ...(bound ? {} : { automountServiceAccountToken: false }),
        }),
    };
    yield {
      at: named,
      what: `There is no service account \`${name}\` here${close === undefined ? "" : `, but \`${close}\``}: the pods do not start, or run as what somebody else creates under that name`,
      fix: close === undefined ? create : [{ title: `Run as \`${close}\``, edit: (it) => it.replace(named, close) }, create],
    };
  },
});
