/** Machines that people log in to with a standing SSH key over an open port. */
import { rule } from "../api.js";
import { get, isUnknown, items, reference, text } from "../lib/value.js";

export default rule({
  id: "exposure/ssh-key-login",
  title: "Login by SSH key",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_instance", "aws_launch_template"],
  refs: [],

  *check(machine, project) {
    const key = get(machine.body, "key_name");
    if (key === undefined) return;
    const groups = items(get(machine.body, "vpc_security_group_ids")).flatMap((it) => {
      const named = reference(it);
      const found = named && project.terraform.resolve(named, machine);
      return found ? [found] : [];
    });
    const door = groups
      .flatMap((it) => project.network.rules(it).found)
      .find(
        (it) =>
          it.direction === "ingress" &&
          it.ports?.some((range) => [22, 3389].some((port) => range.from <= port && port <= range.to)) &&
          it.addresses.some((address) => !isUnknown(address)),
      );
    if (door === undefined) return;
    yield {
      at: key,
      what: `Whoever holds this key logs in from \`${text(door.addresses.find((it) => !isUnknown(it)))}\`: a key file is no person, has no second factor and does not expire`,
      related: [{ at: door.place, what: "the rule that opens the port" }],
      fix: { title: "Remove the key and log in through Session Manager", edit: (it) => it.remove(key) },
    };
  },
});
