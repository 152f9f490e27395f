/** Permission sets whose sessions last longer than an hour. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "iam/long-permission-session",
  title: "Single sign-on session longer than an hour",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_ssoadmin_permission_set"],
  refs: ["kics:SSO Permission With Inadequate User Session Duration"],

  *check(set) {
    const duration = get(set.body, "session_duration");
    const minutes = minutesOf(text(duration) ?? "");
    if (duration === undefined || minutes === undefined || minutes <= 60) return;
    yield {
      at: duration,
      what: `Credentials of this permission set work for ${minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`}, and nothing takes them back before: one hour is the default`,
      fix: { title: "Limit to one hour", edit: (it) => it.replace(duration, "PT1H") },
    };
  },
});

/** Minutes of an ISO 8601 duration without years and months. */
function minutesOf(duration: string): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  if (match === null || duration.length < 3) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((it) => Number(it ?? 0));
  return days * 1440 + hours * 60 + minutes + seconds / 60;
}
