/** Pods that ask for Vault's agent without saying as whom, or where nobody reads it. */
import { rule } from "../api.js";
import { entry, flag, get, isComplete, text } from "../lib/value.js";

const inject = "vault.hashicorp.com/agent-inject";

export default rule({
  id: "secrets/vault-role-missing",
  title: "Vault agent without a role",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: [inject],
  refs: [],

  *check(workload) {
    const annotations = get(workload.podMetadata, "annotations");
    const wanted = entry(annotations, inject)?.value;
    const role = entry(annotations, "vault.hashicorp.com/role")?.value;
    if (wanted !== undefined && flag(wanted) === true && annotations?.kind === "dict" && isComplete(annotations)) {
      const configured = annotations.entries.some((it) =>
        /^vault\.hashicorp\.com\/(?:agent-configmap|auth-config|auth-type|auth-path-role|agent-cache)/.test(it.key),
      );
      if (role === undefined && !configured)
        yield {
          at: wanted,
          what: "The agent logs in without a role: it is refused, or gets what a default role gives everybody",
          ...(workload.name === undefined
            ? {}
            : {
                fix: {
                  title: `Log in as a role of its own, \`${workload.name}\``,
                  edit: (it) => it.set(annotations, ["vault.hashicorp.com/role"], workload.name ?? ""),
                },
              }),
        };
      else if (role !== undefined && /^(?:default|admin|root)$/.test(text(role) ?? ""))
        yield { at: role, what: `The role \`${text(role)}\` is everybody's: what one workload may read, all may` };
    }
    const inert = workload.kind === "Pod" ? undefined : entry(get(workload.body, "metadata.annotations"), inject)?.value;
    if (inert !== undefined && flag(inert) === true && workload.podMetadata?.complete && wanted === undefined)
      yield { at: inert, what: "The injector reads annotations of pods: here, on the workload, they do nothing" };
  },
});
