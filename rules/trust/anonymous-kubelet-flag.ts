/** Kubelets started to serve callers without a login. */
import { rule } from "../api.js";
import { commandLine } from "../lib/control-plane.js";

export default rule({
  id: "trust/anonymous-kubelet-flag",
  title: "Kubelet started open to anonymous callers",
  pillar: "identity",
  tenet: ["T1", "T6"],
  severity: "error",
  fixes: "safe",
  on: "kube.workload",
  refs: ["checkov:CKV_K8S_138", "checkov:CKV_K8S_139", "kics:Anonymous Auth Is Not Set To False", "cis-k8s:4.2.1"],

  *check(workload) {
    for (const container of workload.containers) {
      const line = commandLine(container, "kubelet");
      for (const [name, bad, good, means] of flags) {
        const written = line?.flags.get(name);
        if (written?.value === bad)
          yield {
            at: written,
            what: `\`--${name}=${bad}\` ${means}`,
            fix: { title: `Set \`--${name}\` to \`${good}\``, edit: (it) => it.replace(written.word, `${written.prefix}${good}`) },
          };
      }
    }
  },
});

const flags: readonly (readonly [name: string, bad: string, good: string, means: string])[] = [
  ["anonymous-auth", "true", "false", "serves whoever reaches the kubelet, without a login"],
  ["authorization-mode", "AlwaysAllow", "Webhook", "lets every caller run commands in every pod of the node"],
];
