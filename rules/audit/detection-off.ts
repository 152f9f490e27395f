/** Detectors and recorders that are there but switched off. */
import { rule } from "../api.js";
import { type Fact, judge, typesOf } from "../lib/facts.js";
import { get } from "../lib/value.js";

const facts: readonly Fact[] = [
  {
    of: ["aws_guardduty_detector"],
    path: "enable",
    bad: ["false"],
    absent: false,
    what: "GuardDuty is suspended: nobody looks for stolen credentials, miners or exfiltration here",
    repair: { title: "Switch GuardDuty on", value: true, level: "safe" },
  },
  {
    of: ["aws_guardduty_detector_feature", "aws_guardduty_organization_configuration_feature"],
    path: "status",
    bad: ["disabled"],
    absent: false,
    what: "This feature of GuardDuty is off: what it watches goes unseen",
    repair: { title: "Switch the feature on", value: "ENABLED", level: "safe" },
  },
  {
    of: ["aws_config_configuration_recorder_status"],
    path: "is_enabled",
    bad: ["false"],
    absent: false,
    what: "The configuration recorder is stopped: nobody can tell what changed, or when",
    repair: { title: "Start the recorder", value: true, level: "safe" },
  },
  {
    of: ["aws_config_configuration_recorder"],
    path: "recording_group.all_supported",
    bad: ["false"],
    absent: false,
    when: (block) => get(block.body, "recording_group.exclusion_by_resource_types") === undefined,
    what: "Only some resource types are recorded: changes of the others leave no trace",
    repair: { title: "Record every supported type", value: true, level: "review" },
  },
  {
    of: ["aws_macie2_account"],
    path: "status",
    bad: ["paused"],
    absent: false,
    what: "Macie is paused: nobody looks for sensitive data in buckets",
    repair: { title: "Resume Macie", value: "ENABLED", level: "safe" },
  },
];

export default rule({
  id: "audit/detection-off",
  title: "Threat detection switched off",
  pillar: "visibility",
  tenet: ["T5", "T7"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: typesOf(facts),
  refs: [
    "checkov:CKV_AWS_238",
    "checkov:CKV2_AWS_45",
    "checkov:CKV2_AWS_48",
    "kics:GuardDuty Detector Disabled",
    "kics:Config Rule Disabled",
  ],

  *check(block, project) {
    yield* judge(block, facts, project);
  },
});
