/** Workloads that the internet provably reaches, link by link. */
import { rule } from "../api.js";
import { get } from "../lib/value.js";

export default rule({
  id: "exposure/reachable-from-internet",
  title: "Workload reachable from the internet",
  pillar: "networks",
  tenet: ["T1", "T2"],
  severity: "error",
  fixes: "review",
  on: "terraform.block",
  of: ["aws_instance", "aws_ecs_service", "aws_db_instance"],
  refs: [],

  *check(workload, project) {
    const path = project.network.exposure(workload);
    if (path === undefined) return;
    const asked = ["associate_public_ip_address", "network_configuration.assign_public_ip", "publicly_accessible"].find(
      (it) => get(workload.body, it) !== undefined,
    );
    yield {
      at: workload,
      what: `The internet reaches this: ${path.map((it) => it.what).join(", ")}`,
      related: path,
      fix: {
        title: "Take the public address away",
        edit: (it) => it.set(workload.body, asked ?? "associate_public_ip_address", false),
      },
    };
  },
});
