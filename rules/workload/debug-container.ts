/** Debugging sessions that were written into a manifest. */
import { rule } from "../api.js";
import { entry, get, isUnknown, items, text } from "../lib/value.js";

export default rule({
  id: "workload/debug-container",
  title: "Debug container in a manifest",
  pillar: "workloads",
  tenet: ["T6"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["ephemeralContainers"],
  refs: [],

  *check({ pod, containers }) {
    const field = entry(pod, "ephemeralContainers");
    const first = items(field?.value).find((it) => !isUnknown(it));
    if (field === undefined || first === undefined) return;
    const rest = containers.some((it) => it.role === "container");
    yield {
      at: get(first, "name") ?? first,
      what: `\`${text(get(first, "name")) ?? "?"}\` is what \`kubectl debug\` leaves behind: a shell beside the workload, and the API server refuses a pod that is created with it`,
      fix: rest ? { title: "Remove the debug containers", edit: (it) => it.remove(field.keyAt) } : undefined,
    };
  },
});
