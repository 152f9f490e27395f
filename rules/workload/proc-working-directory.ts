/** Containers that start in a file descriptor of their runtime. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "workload/proc-working-directory",
  title: "Working directory in /proc",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["workingDir"],
  refs: ["kyverno:other-block-proc-self-cve-2024-21626"],

  *check(workload) {
    for (const container of workload.containers) {
      const directory = get(container.body, "workingDir");
      if (directory === undefined || !/^\/+proc\/(?:self|\d+|thread-self)(?:\/|$)/.test(text(directory) ?? "")) continue;
      yield {
        at: directory,
        what: `\`${text(directory)}\` may be a directory of the node that the runtime holds open: the container starts outside of itself (CVE-2024-21626)`,
        fix: { title: "Start where the image says", edit: (it) => it.remove(directory) },
      };
    }
  },
});
