/** Roles whose sessions outlive the work. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "trust/long-session",
  title: "Session longer than the work",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_iam_role"],
  refs: [],

  *check(role, project) {
    const duration = get(role.body, "max_session_duration");
    const seconds = number(duration);
    if (duration === undefined || seconds === undefined || seconds <= 3600) return;
    const federated = project
      .trusts()
      .some(
        (it) =>
          (it.owner === role || it.users.includes(role)) && it.effect === "Allow" && it.principals.some((one) => one.type === "Federated"),
      );
    const strong = project.iam.principal(role)?.managed.some((it) => it.name === "AdministratorAccess") === true;
    if (seconds <= 14400 && !federated && !strong) return;
    yield {
      at: duration,
      what: `Credentials of this role work for up to ${seconds / 3600} hours, and nothing takes them back before${strong ? ": they are an administrator's" : federated ? ": a pipeline or a sign-in needs one" : ""}`,
      fix: { title: "Limit to one hour", edit: (it) => it.replace(duration, 3600) },
    };
  },
});
