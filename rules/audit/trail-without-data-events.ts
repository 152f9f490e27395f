/** Trails that record changes of the account and no access to its data. */
import { rule } from "../api.js";
import { dicts, get, isComplete, isUnknown } from "../lib/value.js";

export default rule({
  id: "audit/trail-without-data-events",
  title: "Trail without data events",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_cloudtrail"],
  refs: [],

  *check(trail) {
    const selectors = get(trail.body, "event_selector");
    if (get(trail.body, "advanced_event_selector") !== undefined || isUnknown(selectors) || !isComplete(selectors)) return;
    if (dicts(selectors).some((it) => get(it, "data_resource") !== undefined)) return;
    yield { at: trail, what: "Reads and writes of objects, functions and tables are not recorded: what was taken leaves no trace" };
  },
});
