/** Volumes of kinds that the restricted standard leaves to the cluster's administrators. */
import { rule } from "../api.js";
import { breaches } from "../lib/pod-security.js";
import { entries, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/inline-volume",
  title: "Storage picked by the pod itself",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["volumes"],
  refs: ["trivy:KSV-0028", "pss-restricted"],

  *check(workload, project) {
    const volumes = items(get(workload.pod, "volumes"));
    for (const { value } of breaches(project, workload, "volume-type")) {
      const volume = volumes.find((it) => entries(it).some((field) => field.value === value));
      const field = entries(volume).find((it) => it.value === value);
      const name = text(get(volume, "name"));
      if (field === undefined || value === undefined) continue;
      yield {
        at: field.keyAt,
        what: `With \`${field.key}\` the pod names its storage itself: nobody has granted it, and the driver runs as root on the node`,
        ...(name === undefined
          ? {}
          : {
              fix: {
                title: `Mount the claim \`${name}\``,
                edit: (it) => {
                  it.rename(field.keyAt, "persistentVolumeClaim");
                  it.replace(value, { claimName: name });
                },
              },
            }),
      };
    }
  },
});
