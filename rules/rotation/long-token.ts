/** Projected tokens that live longer than an hour. */
import { rule } from "../api.js";
import { entries, get, items, number } from "../lib/value.js";

export default rule({
  id: "rotation/long-token",
  title: "Projected token that lives too long",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "safe",
  on: "kube.workload",
  needs: ["serviceAccountToken", "azure.workload.identity/service-account-token-expiration", "eks.amazonaws.com/token-expiration"],
  refs: [],

  *check(workload) {
    for (const volume of items(get(workload.pod, "volumes")))
      for (const source of items(get(volume, "projected.sources"))) {
        const seconds = get(source, "serviceAccountToken.expirationSeconds");
        const known = number(seconds);
        if (seconds !== undefined && known !== undefined && known > twelveHours)
          yield {
            at: seconds,
            what: `A stolen token is good for ${spelled(known)}; the kubelet renews it long before, so an hour costs nothing`,
            fix: { title: "Let it live an hour", edit: (it) => it.replace(seconds, hour) },
          };
      }
    for (const it of entries(get(workload.podMetadata, "annotations"))) {
      const longest = annotations[it.key];
      const known = number(it.value);
      if (longest !== undefined && known !== undefined && known > longest)
        yield {
          at: it.value,
          what: `A stolen token is good for ${spelled(known)}; it is renewed long before`,
          fix: { title: `Let it live ${spelled(longest)}`, edit: (editor) => editor.replace(it.value, String(longest)) },
        };
    }
  },
});

const hour = 3600;
/** What meshes ask for by default: they renew it, and cannot be told otherwise. */
const twelveHours = 43200;

/** Annotations by which cloud webhooks set a life, with the longest that is of use. */
const annotations: Readonly<Record<string, number>> = {
  "azure.workload.identity/service-account-token-expiration": hour,
  "eks.amazonaws.com/token-expiration": 86400,
};

function spelled(seconds: number): string {
  if (seconds === hour) return "an hour";
  if (seconds === 86400) return "a day";
  return seconds % 86400 === 0 ? `${seconds / 86400} days` : `${Math.round(seconds / 360) / 10} hours`;
}
