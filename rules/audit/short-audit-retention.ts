/** Log groups of trails that forget within a year. */
import { rule } from "../api.js";
import { get, number, references } from "../lib/value.js";

export default rule({
  id: "audit/short-audit-retention",
  title: "Audit log kept for less than a year",
  pillar: "visibility",
  tenet: ["T7"],
  severity: "info",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_cloudwatch_log_group"],
  refs: [],

  *check(group, project) {
    const days = get(group.body, "retention_in_days");
    const known = number(days);
    if (days === undefined || known === undefined || known === 0 || known >= year) return;
    const audited = project.terraform
      .blocks(group, "aws_cloudtrail")
      .some((it) =>
        references(get(it.body, "cloud_watch_logs_group_arn")).some((one) => one.address === group.address && one.scope === group.scope),
      );
    if (!audited) return;
    yield {
      at: days,
      what: `The audit log is forgotten after ${known} days: intrusions are found later than that`,
      fix: { title: "Keep it for a year", edit: (it) => it.replace(days, year) },
    };
  },
});

const year = 365;
