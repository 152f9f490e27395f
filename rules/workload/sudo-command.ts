/** Containers that become root by sudo. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/sudo-command",
  title: "sudo in a container",
  pillar: "workloads",
  tenet: ["T3"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  needs: ["command", "args"],
  refs: ["kubescape:C-0062", "kubescape:sudo-in-container-entrypoint"],

  *check(workload) {
    for (const container of workload.containers)
      for (const word of [...items(get(container.body, "command")), ...items(get(container.body, "args"))]) {
        if (!/(?:^|[\s;&|(])(?:\/usr\/bin\/)?sudo(?:\s|$)/.test(text(word) ?? "")) continue;
        yield {
          at: word,
          what: `\`${container.name ?? "?"}\` becomes root by \`sudo\`: it needs the right to gain privileges, and keeps a way to root for whoever gets in`,
        };
        break;
      }
  },
});
