/** git-sync that is told which program is git. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/git-sync-command",
  title: "git-sync with a program of its own",
  pillar: "workloads",
  tenet: ["T5"],
  severity: "warning",
  fixes: "review",
  on: "kube.workload",
  needs: ["git-sync", "env"],
  refs: ["checkov:CKV_K8S_159"],

  *check(workload) {
    for (const container of workload.containers) {
      const image = text(get(container.body, "image")) ?? "";
      const words = /(?:^|\/)git-sync(?:[:@]|$)/.test(image)
        ? [...items(get(container.body, "command")), ...items(get(container.body, "args"))]
        : [];
      for (const word of words)
        if (/^--?git(?:=|$)/.test(text(word) ?? "")) yield { at: word, what: `\`${(text(word) ?? "").split("=")[0]}\` ${why}` };
      for (const variable of items(get(container.body, "env"))) {
        const name = get(variable, "name");
        if (name === undefined || !names.has(text(name) ?? "")) continue;
        yield {
          at: name,
          what: `\`${text(name)}\` ${why}`,
          fix: { title: `Remove \`${text(name)}\``, edit: (it) => it.remove(variable) },
        };
      }
    }
  },
});

const names: ReadonlySet<string> = new Set(["GITSYNC_GIT", "GIT_SYNC_GIT"]);
const why = "says which program runs in place of git: a file that came with the repository or a volume runs with this pod's identity";
