/** External secrets that are read once, or too seldom to follow a rotation. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rotation/secret-never-refreshed",
  title: "External secret that is not refreshed",
  pillar: "data",
  tenet: ["T3"],
  severity: "warning",
  fixes: "safe",
  on: "kube.object",
  of: ["external-secrets.io/ExternalSecret"],
  refs: [],

  *check(secret) {
    const policy = get(secret.body, "spec.refreshPolicy");
    const interval = get(secret.body, "spec.refreshInterval");
    if (policy !== undefined && text(policy) === "CreatedOnce")
      yield {
        at: policy,
        what: "`CreatedOnce` reads the secret a single time: after a rotation the old value stays in use",
        fix: { title: "Refresh it periodically", edit: (it) => it.replace(policy, "Periodic") },
      };
    const hours = interval === undefined ? undefined : hoursIn(text(interval));
    if (interval === undefined || hours === undefined || (hours > 0 && hours <= 24) || text(policy) === "CreatedOnce") return;
    yield {
      at: interval,
      what:
        hours === 0
          ? `With \`${text(interval)}\` the secret is read a single time: after a rotation the old value stays in use`
          : `With \`${text(interval)}\` a rotated secret stays in use for up to ${Math.round(hours / 24)} days`,
      fix: { title: "Refresh it every hour", edit: (it) => it.replace(interval, "1h") },
    };
  },
});

/** A duration of Go in hours; undefined for anything else. */
function hoursIn(duration: string | undefined): number | undefined {
  if (duration === "0") return 0;
  if (duration === undefined || !/^(?:\d+(?:\.\d+)?(?:h|m|s))+$/.test(duration)) return undefined;
  const unit = { h: 1, m: 1 / 60, s: 1 / 3600 };
  return [...duration.matchAll(/([\d.]+)([hms])/g)].reduce(
    (sum, it) => sum + Number(it[1]) * unit[it[2] === "h" ? "h" : it[2] === "m" ? "m" : "s"],
    0,
  );
}
