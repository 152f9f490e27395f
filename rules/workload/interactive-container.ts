/** Containers that wait for somebody at a keyboard. */
import { rule } from "../api.js";
import { entry, flag } from "../lib/value.js";

export default rule({
  id: "workload/interactive-container",
  title: "Container with an open terminal",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.workload",
  needs: ["tty", "stdin"],
  refs: ["gatekeeper:general-disallowinteractive"],

  *check(workload) {
    for (const container of workload.containers) {
      const open = ["tty", "stdin"].flatMap((it) => entry(container.body, it) ?? []).filter((it) => flag(it.value) === true);
      const [first] = open;
      if (first === undefined) continue;
      yield {
        at: first.value,
        what: `\`${first.key}: true\` keeps a terminal open for whoever may attach: their commands run as the container, and no log of the API shows them`,
        fix: {
          title: "Close it",
          edit: (it) => {
            for (const one of open) it.remove(one.keyAt);
          },
        },
      };
    }
  },
});
