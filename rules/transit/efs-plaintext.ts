/** File systems that tasks mount without TLS. */
import { rule } from "../api.js";
import { dicts, get, text } from "../lib/value.js";

export default rule({
  id: "transit/efs-plaintext",
  title: "File system mounted without TLS",
  pillar: "data",
  tenet: ["T2"],
  severity: "warning",
  fixes: "safe",
  on: "terraform.block",
  of: ["aws_ecs_task_definition"],
  refs: [
    "checkov:CKV_AWS_97",
    "trivy:AWS-0035",
    "tfsec:aws-ecs-enable-in-transit-encryption",
    "kics:ECS Task Definition Volume Not Encrypted",
  ],

  *check(task) {
    for (const volume of dicts(get(task.body, "volume")))
      for (const mount of dicts(get(volume, "efs_volume_configuration"))) {
        const tls = get(mount, "transit_encryption");
        if (tls !== undefined && text(tls) !== "DISABLED") continue;
        yield {
          at: tls ?? mount,
          what: "The task mounts the file system without TLS: files can be read and changed on their way",
          fix: {
            title: "Mount it with TLS",
            edit: (it) => (tls ? it.replace(tls, "ENABLED") : it.set(mount, "transit_encryption", "ENABLED")),
          },
        };
      }
  },
});
