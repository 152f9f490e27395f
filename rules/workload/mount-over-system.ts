/** Volumes that containers may write to, mounted over the directories that their programs come from. */
import { rule } from "../api.js";
import { flag, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/mount-over-system",
  title: "Writable volume over a system directory",
  pillar: "workloads",
  tenet: ["T5"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["mountPath"],
  refs: ["kics:Volume Mount With OS Directory Write Permissions"],

  *check(workload) {
    for (const container of workload.containers)
      for (const mount of items(get(container.body, "volumeMounts"))) {
        const path = get(mount, "mountPath");
        const clean = text(path)?.replace(/(?<=.)\/+$/, "");
        const readOnly = get(mount, "readOnly");
        if (path === undefined || clean === undefined || !system.has(clean) || (readOnly !== undefined && flag(readOnly) !== false))
          continue;
        if (!isWritable(workload.pod, text(get(mount, "name")))) continue;
        yield {
          at: path,
          what: `\`${container.name ?? "?"}\` runs what lies in \`${clean}\`, and may write there: whoever fills the volume decides what runs`,
          fix: { title: "Mount it read-only", edit: (it) => it.set(mount, "readOnly", true) },
        };
      }
  },
});

const system: ReadonlySet<string> = new Set([
  "/",
  "/bin",
  "/sbin",
  "/lib",
  "/lib64",
  "/usr",
  "/usr/bin",
  "/usr/sbin",
  "/usr/lib",
  "/etc",
  "/boot",
]);

/** Whether the volume is one that can be written: not a ConfigMap, a Secret, or what else the API projects. */
function isWritable(pod: Parameters<typeof get>[0], name: string | undefined): boolean {
  const volume = name === undefined ? undefined : items(get(pod, "volumes")).find((it) => text(get(it, "name")) === name);
  if (volume?.kind !== "dict" || !volume.complete) return false;
  return !["configMap", "secret", "projected", "downwardAPI", "image"].some((it) => get(volume, it) !== undefined);
}
