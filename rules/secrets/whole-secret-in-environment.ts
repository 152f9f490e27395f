/** Containers that take every key of a Secret into their environment. */
import { rule } from "../api.js";
import { addSecretVolume, mountAt } from "../lib/pod-security.js";
import { entry, get, isUnknown, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/whole-secret-in-environment",
  title: "Whole Secret in the environment",
  pillar: "data",
  tenet: ["T6"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["envFrom"],
  refs: ["kubescape:C-0207", "kyverno:other-disallow-secrets-from-env-vars", "kics:Secrets As Environment Variables", "checkov:CKV_K8S_35"],

  *check(workload) {
    for (const container of workload.containers)
      for (const source of items(get(container.body, "envFrom"))) {
        const secret = get(source, "secretRef");
        // Somebody who writes the bare name means it, and may be on the way to the block.
        const name = text(get(secret, "name")) ?? text(secret);
        if (secret === undefined || isUnknown(secret) || name === undefined) continue;
        yield {
          at: secret,
          what: `Every key of \`${name}\`, and each that is added later, is in the environment of \`${container.name ?? "?"}\`: crash reports and child processes take it along`,
          fix: {
            title: `Mount \`${name}\` as files instead`,
            edit: (it) => {
              const field = entry(container.body, "envFrom");
              const here = { name, mountPath: `/run/secrets/${name}`, readOnly: true };
              if (field && items(field.value).length === 1 && get(container.body, "volumeMounts") === undefined) {
                it.rename(field.keyAt, "volumeMounts");
                it.replace(field.value, [here]);
              } else {
                it.remove(field && items(field.value).length === 1 ? field.keyAt : source);
                mountAt(it, container, here);
              }
              addSecretVolume(it, workload, name);
            },
          },
        };
      }
  },
});
