/** Authentication on a load balancer that lets those through who do not log in. */
import { rule } from "../api.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "perimeter/authentication-optional",
  title: "Authentication that lets anyone through",
  pillar: "identity",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_lb_listener", "aws_alb_listener", "aws_lb_listener_rule", "aws_alb_listener_rule"],
  refs: [],

  *check(listener) {
    for (const action of ["default_action", "action"].flatMap((it) => dicts(get(listener.body, it))))
      for (const kind of ["authenticate_oidc", "authenticate_cognito"]) {
        const otherwise = get(action, `${kind}.on_unauthenticated_request`);
        if (otherwise === undefined || text(otherwise) !== "allow") continue;
        yield {
          at: otherwise,
          what: "Requests without a login are forwarded too: the service has to notice by itself that the identity is missing",
          fix: { title: "Send them to the login", edit: (it) => it.replace(otherwise, "authenticate") },
        };
      }
  },
});
