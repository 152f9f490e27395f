/** Policy servers whose API anybody who reaches the pod may use. */
import { rule } from "../api.js";
import { flagsOf } from "../lib/control-plane.js";
import { get, isComplete, items, text } from "../lib/value.js";

export default rule({
  id: "trust/open-policy-server",
  title: "Policy server that anybody may ask and change",
  pillar: "identity",
  tenet: ["T2", "T6"],
  severity: "error",
  fixes: "review",
  on: "kube.workload",
  needs: ["command", "args"],
  refs: [],

  *check(workload) {
    for (const container of workload.containers) {
      if (!/(?:^|\/)openpolicyagent\/opa(?:[:@-]|$)/.test(text(get(container.body, "image")) ?? "")) continue;
      const args = get(container.body, "args");
      const words = [...items(get(container.body, "command")), ...items(args)];
      const flags = flagsOf(words);
      const address = flags.get("addr") ?? flags.get("a");
      if (address?.value === undefined || !isComplete(args) || flags.has("tls-ca-cert-file")) continue;
      if (flags.get("authorization")?.value === "basic" || (flags.has("authentication") && flags.get("authentication")?.value !== "off"))
        continue;
      if (/^(?:https?:\/\/)?(?:localhost|127\.|\[::1\])|^unix:/.test(address.value)) continue;
      const port = /:(\d+)$/.exec(address.value)?.[1] ?? "8181";
      yield {
        at: address.at,
        what: `OPA listens on \`${address.value}\` and asks nobody who they are: whoever reaches the pod can read its data and put another policy in place`,
        fix: { title: "Listen inside the pod only", edit: (it) => it.replace(address.word, `${address.prefix}localhost:${port}`) },
      };
    }
  },
});
