/** Services for pods that do not exist. */
import { type Dict, type KubeObject, rule, type Workload } from "../api.js";
import { appliedAlone, runningKinds } from "../lib/kubernetes.js";
import { remembered } from "../lib/remembered.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/service-selects-nothing",
  title: "Service that nothing answers for",
  pillar: "networks",
  tenet: ["T2", "T5"],
  severity: "info",
  fixes: "none",
  on: "kube.object",
  of: ["/Service"],
  refs: ["kube-linter:dangling-service", "kics:Service Does Not Target Pod", "kube-score:service-targets-pod"],

  *check(service, { connectivity, kubernetes }) {
    const selector = get(service.body, "spec.selector");
    if (selector?.kind !== "dict" || !selector.complete || selector.entries.length === 0) return;
    // Without a pod in view, they are made elsewhere.
    if (kubernetes.workloadsBeside(service).length === 0) return;
    const alone = appliedAlone(service, runningKinds, kubernetes);
    if (!alone && !connectivity.inventoried(service)) return;
    const pods = alone ? kubernetes.workloads(service) : kubernetes.workloadsBeside(service);
    if (!pods.every((it) => certainlyNot(it, selector))) return;
    if (kubernetes.objectsBeside(service, "Endpoints").some((it) => it.name === service.name)) return;
    // Where most Services have no pods in view, the pods are written elsewhere.
    const { all, unanswered } = answersOf(pods)(kubernetes.objectsBeside(service, "Service"));
    if (unanswered > 1 && unanswered > all - unanswered) return;
    yield {
      at: selector,
      what: `No workload ${service.namespace === undefined ? "here" : `of \`${service.namespace}\``} has these labels: whoever may start a pod with them answers for \`${service.name}\``,
    };
  },
});

/** How many Services of a namespace there are, and how many have no pods in view: counted once, and not for each Service again. */
const answersOf = remembered((pods: readonly Workload[]) => {
  const byLabel = new Map<string, Workload[]>();
  for (const pod of pods)
    for (const [key, value] of pod.podLabels) {
      const label = `${key}=${value}`;
      const known = byLabel.get(label);
      if (known) known.push(pod);
      else byLabel.set(label, [pod]);
    }
  const isAnswered = (selector: Dict): boolean => {
    const [first] = selector.entries;
    const near = first === undefined ? pods : (byLabel.get(`${first.key}=${text(first.value)}`) ?? []);
    return near.some((it) => certainly(it, selector));
  };
  return remembered((services: readonly KubeObject[]) => {
    const selectors = services.filter((it) => it.group === "").flatMap((it) => dicts(get(it.body, "spec.selector")));
    return { all: selectors.length, unanswered: selectors.filter((it) => !isAnswered(it)).length };
  });
});

function certainly(pod: Workload, selector: Dict): boolean {
  return selector.entries.every(({ key, value }) => text(value) !== undefined && pod.podLabels.get(key) === text(value));
}

function certainlyNot(pod: Workload, selector: Dict): boolean {
  return selector.entries.some(({ key, value }) => {
    const label = pod.podLabels.get(key);
    if (text(value) === undefined) return false;
    return label === undefined ? pod.podLabelsComplete : label !== text(value);
  });
}
