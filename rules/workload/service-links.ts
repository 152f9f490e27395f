/** Pods whose environment lists every Service of their namespace. */
import { rule } from "../api.js";
import { get, items, text, texts } from "../lib/value.js";

export default rule({
  id: "workload/service-links",
  title: "Map of the namespace in the environment",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  strict: true,
  fixes: "review",
  on: "kube.workload",
  refs: [],

  *check(workload, project) {
    if (get(workload.pod, "enableServiceLinks") !== undefined || !workload.pod.complete) return;
    const services = project.kubernetes.objectsBeside(workload, "/Service");
    if (services.length < few) return;
    const used = workload.containers.some((it) =>
      [
        ...texts(get(it.body, "args")),
        ...texts(get(it.body, "command")),
        ...items(get(it.body, "env")).map((one) => text(get(one, "value")) ?? ""),
      ].some((one) => /_SERVICE_(?:HOST|PORT)/.test(one)),
    );
    yield {
      at: workload,
      what: `The addresses of ${services.length} Services are in the environment of every container: whoever breaks in need not look for them`,
      fix: {
        title: "Keep Services out of the environment",
        level: used ? "review" : "safe",
        edit: (it) => it.set(workload.pod, "enableServiceLinks", false),
      },
    };
  },
});

/** With fewer, the list says nothing new. */
const few = 4;
