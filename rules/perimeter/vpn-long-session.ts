/** Client VPN sessions that outlast a working day. */
import { rule } from "../api.js";
import { get, number } from "../lib/value.js";

export default rule({
  id: "perimeter/vpn-long-session",
  title: "VPN session longer than a working day",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ec2_client_vpn_endpoint"],
  refs: [],

  *check(endpoint) {
    const hours = get(endpoint.body, "session_timeout_hours");
    if (!endpoint.body.complete) return;
    const known = hours === undefined ? 24 : number(hours);
    if (known === undefined || known <= 12) return;
    yield {
      at: hours ?? endpoint,
      what: `A session lasts ${known} hours${hours === undefined ? ", which is the default" : ""}: a machine that is taken over at night is still connected`,
      fix: { title: "End sessions after 8 hours", edit: (it) => it.set(endpoint.body, "session_timeout_hours", 8) },
    };
  },
});
