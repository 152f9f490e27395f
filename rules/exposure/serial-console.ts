/** The serial console of EC2, a way in that no network control sees. */
import { rule } from "../api.js";
import { flag, get } from "../lib/value.js";

export default rule({
  id: "exposure/serial-console",
  title: "Serial console access on",
  pillar: "identity",
  tenet: ["T3"],
  severity: "warning",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_ec2_serial_console_access"],
  refs: [],

  *check(access) {
    const enabled = get(access.body, "enabled");
    if (!access.body.complete || (enabled !== undefined && flag(enabled) !== true)) return;
    yield {
      at: enabled ?? access,
      what: "Whoever may call EC2 opens a console on any machine of the region, past groups, subnets and flow logs",
      fix: { title: "Switch the serial console off", edit: (it) => it.set(access.body, "enabled", false) },
    };
  },
});
