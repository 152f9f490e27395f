/** Containers that answer to SSH. */
import { rule } from "../api.js";
import { get, items, number, text } from "../lib/value.js";

export default rule({
  id: "workload/ssh-server",
  title: "SSH server in a container",
  pillar: "workloads",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "kube.workload",
  needs: ["containerPort"],
  refs: ["kube-linter:ssh-port", "kubescape:C-0042", "kubescape:rule-can-ssh-to-pod-v1"],

  *check(workload) {
    for (const container of workload.containers) {
      // Where files are served over SSH, the port is the service.
      if (/git|gogs|gerrit|sftp|bastion|ssh/i.test(`${text(get(container.body, "image"))} ${container.name}`)) continue;
      const port = items(get(container.body, "ports"))
        .filter((it) => (text(get(it, "protocol")) ?? "TCP") === "TCP")
        .map((it) => get(it, "containerPort"))
        .find((it) => number(it) === 22);
      if (port === undefined) continue;
      yield {
        at: port,
        what: `\`${container.name ?? "?"}\` answers to SSH: whoever has a key works in the pod with its identity, and the API server neither asks nor records`,
      };
    }
  },
});
