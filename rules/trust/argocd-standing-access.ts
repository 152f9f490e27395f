/** Argo CD logins that outlive the person or task that they were made for. */
import { rule } from "../api.js";
import { entries, flag, get, text } from "../lib/value.js";

export default rule({
  id: "trust/argocd-standing-access",
  title: "Argo CD logins that never end",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: [],

  *check(map) {
    if (map.name !== "argocd-cm") return;
    const data = get(map.body, "data");
    const admin = get(data, ["admin.enabled"]);
    const single = get(data, ["oidc.config"]) ?? get(data, ["dex.config"]);
    if (admin !== undefined && flag(admin) === true && single !== undefined)
      yield {
        at: admin,
        what: "The built-in `admin` can log in beside single sign-on: one shared password, no second factor, nobody's name in the log",
        fix: { title: "Disable the built-in admin", edit: (it) => it.replace(admin, "false") },
      };
    for (const { key, value } of entries(data)) {
      const account = /^accounts\.([\w-]+)$/.exec(key)?.[1];
      if (account === undefined || !/\bapiKey\b/.test(text(value) ?? "")) continue;
      yield {
        at: value,
        what: `\`${account}\` may have API tokens, which need not expire: a project role's token is limited to one project`,
      };
    }
  },
});
