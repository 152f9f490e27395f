/** Containers that take single keys of a Secret into their environment. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/secret-in-environment",
  title: "Secret in the environment",
  pillar: "data",
  tenet: ["T6"],
  severity: "info",
  strict: true,
  fixes: "none",
  on: "kube.workload",
  needs: ["secretKeyRef"],
  refs: ["checkov:CKV_K8S_35", "kube-linter:read-secret-from-env-var", "kics:Secrets As Environment Variables"],

  *check(workload) {
    for (const container of workload.containers) {
      const found = items(get(container.body, "env")).flatMap((it) => {
        const key = get(it, "valueFrom.secretKeyRef");
        const name = text(get(it, "name"));
        return key?.kind === "dict" && name !== undefined ? [{ key, name }] : [];
      });
      const [first] = found;
      if (first === undefined) continue;
      yield {
        at: first.key,
        what: `${found.map((it) => `\`${it.name}\``).join(", ")} of \`${container.name ?? "?"}\` can be read by every process in it, and stays as it is until the pod starts anew`,
        related: found.slice(1).map((it) => ({ at: it.key, what: "and here" })),
      };
    }
  },
});
