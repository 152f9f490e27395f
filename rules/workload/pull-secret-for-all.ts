/** Registry credentials that every pod of a namespace gets by default. */
import { rule } from "../api.js";
import { entry, get, items, text } from "../lib/value.js";

export default rule({
  id: "workload/pull-secret-for-all",
  title: "Registry credential for everybody",
  pillar: "data",
  tenet: ["T3"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/ServiceAccount"],
  refs: [],

  *check(account) {
    const field = entry(account.body, "imagePullSecrets");
    const names = items(get(account.body, "imagePullSecrets")).flatMap((it) => text(get(it, "name")) ?? []);
    if (account.name !== "default" || field === undefined || names.length === 0) return;
    yield {
      at: field.keyAt,
      what: `Every pod that names no account of its own fetches images with ${names.map((it) => `\`${it}\``).join(", ")}: one credential for the whole namespace`,
      fix: { title: "Give it to the accounts that need it", edit: (it) => it.remove(field.keyAt) },
    };
  },
});
