/** Service accounts that list Secrets, as they did when their tokens never expired. */
import { rule } from "../api.js";
import { get, items, text } from "../lib/value.js";

export default rule({
  id: "secrets/account-lists-secret",
  title: "Service account with a Secret of its own",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "kube.object",
  of: ["/ServiceAccount"],
  refs: ["kyverno:other-check-serviceaccount-secrets"],

  *check(account, { kubernetes }) {
    // What the token controller wrote itself until Kubernetes 1.24 comes with dumps of clusters.
    if (get(account.body, "metadata.uid") !== undefined) return;
    for (const it of items(get(account.body, "secrets"))) {
      const name = text(get(it, "name"));
      // Credentials for sources and images stand here too; tokens are said by a rule of their own.
      if (name === undefined || /token|docker|pull|registry|regcred|\bgit|ssh|cosign|signing/i.test(name)) continue;
      if (kubernetes.objects(account, "Secret").some((one) => one.name === name)) continue;
      yield {
        at: it,
        what: `\`${name}\` is kept for \`${account.name ?? "?"}\` as tokens were before Kubernetes 1.24: pods get a token that expires by themselves, and one in a Secret holds until somebody deletes it`,
        fix: { title: `Remove \`${name}\``, edit: (editor) => editor.remove(it) },
      };
    }
  },
});
