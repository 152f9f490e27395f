/** File systems that tasks mount without saying who they are. */
import { rule } from "../api.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "iam/efs-mount-without-identity",
  title: "File system mounted without an identity",
  pillar: "identity",
  tenet: ["T3", "T6"],
  severity: "info",
  fixes: "none",
  on: "terraform.block",
  of: ["aws_ecs_task_definition"],
  refs: [],

  *check(task) {
    for (const volume of dicts(get(task.body, "volume")))
      for (const mount of dicts(get(volume, "efs_volume_configuration"))) {
        const iam = get(mount, "authorization_config.iam");
        if (iam !== undefined && text(iam) !== "DISABLED") continue;
        yield {
          at: iam ?? mount,
          what: "The task mounts the file system without its role: whoever reaches the mount target has the same files",
        };
      }
  },
});
