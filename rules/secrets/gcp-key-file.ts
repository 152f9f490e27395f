/** Workloads with a key file of a Google service account. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/gcp-key-file",
  title: "Google service account key mounted into a workload",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["secretName"],
  refs: [],

  *check(workload) {
    const volumes = items(get(workload.pod, "volumes"));
    for (const container of workload.containers)
      for (const variable of items(get(container.body, "env"))) {
        const path = get(variable, "value");
        const known = text(path);
        if (text(get(variable, "name")) !== "GOOGLE_APPLICATION_CREDENTIALS" || path === undefined || known === undefined) continue;
        const mount = items(get(container.body, "volumeMounts")).find((it) => inside(known, text(get(it, "mountPath"))));
        const volume = volumes.find((it) => text(get(it, "name")) !== undefined && text(get(it, "name")) === text(get(mount, "name")));
        // A projected file is a federation's configuration, not a key.
        if (mount === undefined || volume === undefined || get(volume, "secret.secretName")?.kind !== "text") continue;
        const list = get(container.body, "env");
        yield {
          at: path,
          what: `\`${known}\` is a key of a Google service account from a Secret: it works from anywhere and never expires; workload identity gives the pod short-lived tokens`,
          fix: {
            title: "Remove the key file",
            edit: (it) => {
              if (items(list).length === 1 && list) it.remove(list);
              else it.remove(variable);
              it.remove(mount);
              it.remove(volume);
            },
          },
        };
      }
  },
});

function inside(path: string, folder: string | undefined): boolean {
  return folder !== undefined && (path === folder || path.startsWith(`${folder.replace(/\/$/, "")}/`));
}
