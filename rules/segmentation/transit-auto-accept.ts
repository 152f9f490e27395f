/** Transit gateways that let any account with a share attach itself. */
import { rule } from "../api.js";
import { get, text } from "../lib/value.js";

export default rule({
  id: "segmentation/transit-auto-accept",
  title: "Transit gateway accepts every attachment",
  pillar: "networks",
  tenet: ["T2", "T3"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_ec2_transit_gateway"],
  refs: ["checkov:CKV_AWS_331"],

  *check(gateway) {
    const accept = get(gateway.body, "auto_accept_shared_attachments");
    if (accept === undefined || text(accept) !== "enable") return;
    yield {
      at: accept,
      what: "Every account that the gateway is shared with joins the network by itself: nobody looks at what is attached",
      fix: { title: "Ask before an attachment joins", edit: (it) => it.replace(accept, "disable") },
    };
  },
});
