/** Argo CD settings that let callers in without knowing them. */
import { rule } from "../api.js";
import { entry, flag, get } from "../lib/value.js";

const settings: ReadonlyMap<string, string> = new Map([
  ["users.anonymous.enabled", "Whoever reaches the address is let in without a login, with the rights of `policy.default`"],
  ["server.disable.auth", "Logins are off: whoever reaches the address deploys what they like"],
  ["oidc.tls.insecure.skip.verify", "The identity provider is not verified: whoever is on the way says who is an admin"],
]);

export default rule({
  id: "trust/argocd-open-login",
  title: "Argo CD without verified logins",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "error",
  fixes: "safe",
  on: "kube.object",
  of: ["/ConfigMap"],
  refs: [],

  *check(map) {
    if (map.name !== "argocd-cm" && map.name !== "argocd-cmd-params-cm") return;
    for (const [key, what] of settings) {
      const found = entry(get(map.body, "data"), key);
      if (found === undefined || flag(found.value) !== true) continue;
      yield { at: found.value, what, fix: { title: `Set \`${key}\` to false`, edit: (it) => it.replace(found.value, "false") } };
    }
  },
});
