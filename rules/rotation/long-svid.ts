/** SPIFFE identities that live for days. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "rotation/long-svid",
  title: "SPIFFE identity that lives too long",
  pillar: "identity",
  tenet: ["T3"],
  severity: "info",
  fixes: "safe",
  on: "kube.object",
  of: ["spire.spiffe.io/ClusterSPIFFEID", "spire.spiffe.io/ClusterStaticEntry"],
  refs: [],

  *check(registration) {
    for (const [field, longest, set] of limits) {
      const value = get(registration.body, ["spec", field]);
      const seconds = duration(text(value));
      if (value === undefined || seconds === undefined || seconds <= longest) continue;
      yield {
        at: value,
        what: `An identity that was copied stays good for ${text(value)}; agents renew them in time at \`${set}\` too`,
        fix: { title: `Set \`${field}\` to ${set}`, edit: (it) => it.replace(value, set) },
      };
    }
  },
});

/** Field, the longest life in seconds, and the server's own default. */
const limits: readonly (readonly [field: string, longest: number, set: string])[] = [
  ["ttl", 86400, "1h"],
  ["x509SVIDTTL", 86400, "1h"],
  ["jwtTtl", 900, "5m"],
  ["jwtSVIDTTL", 900, "5m"],
];

/** Go's `1h30m` in seconds. */
function duration(written: string | undefined): number | undefined {
  if (written === undefined || !/^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(written)) return undefined;
  const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };
  return [...written.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)].reduce((sum, it) => sum + Number(it[1]) * (units[it[2] ?? ""] ?? 0), 0);
}
