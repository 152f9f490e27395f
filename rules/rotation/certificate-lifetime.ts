/** cert-manager Certificates that live too long, or renew too late. */
import { rule } from "../api.js";
import { flag, get, text } from "../lib/value.js";

/** What browsers accept at most, in hours; authorities live longer. */
const longest = 2160;

export default rule({
  id: "rotation/certificate-lifetime",
  title: "Certificate lives too long",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "kube.object",
  of: ["cert-manager.io/Certificate"],
  refs: [],

  *check(certificate) {
    const duration = get(certificate.body, "spec.duration");
    const authority = get(certificate.body, "spec.isCA");
    const known = text(duration);
    if (duration === undefined || known === undefined || authority?.kind === "unknown" || flag(authority) === true) return;
    const hours = hoursOf(known);
    if (hours === undefined) {
      yield {
        at: duration,
        what: `\`${known}\` is no duration to cert-manager, which counts in \`h\`, \`m\` and \`s\`: the Certificate is refused`,
        fix: { title: "Set it to 2160h (90 days)", edit: (it) => it.replace(duration, "2160h") },
      };
      return;
    }
    const renew = get(certificate.body, "spec.renewBefore");
    const before = hoursOf(text(renew) ?? "");
    if (hours > longest)
      yield {
        at: duration,
        what: `A certificate for ${Math.round(hours / 24)} days is good for up to ${Math.round(hours / 24)} days after it leaks: short lives need no revocation`,
        fix: { title: "Set the lifetime to 90 days", edit: (it) => it.replace(duration, "2160h") },
      };
    else if (renew && before !== undefined && before >= hours)
      yield {
        at: renew,
        what: "This renews before the certificate's life begins: cert-manager refuses it, and the old certificate expires",
      };
  },
});

/** Hours of a Go duration; undefined when Go would not parse it. */
function hoursOf(duration: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(duration)) return undefined;
  const size: Readonly<Record<string, number>> = { h: 1, m: 1 / 60, s: 1 / 3600, ms: 0 };
  return [...duration.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s)/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (size[unit ?? "h"] ?? 0),
    0,
  );
}
