/** Resources that are only sketched: the provider refuses them, so that there will be nothing to attack. */
import type { TerraformBlock } from "../vocabulary/terraform.js";
import { get } from "./value.js";

/** Attributes of which the provider asks for one. */
const asked: ReadonlyMap<string, readonly string[]> = new Map([
  ["aws_instance", ["ami", "launch_template"]],
  ["aws_spot_instance_request", ["ami", "launch_template"]],
  ["aws_vpc", ["cidr_block", "ipv4_ipam_pool_id"]],
]);

/** Whether a resource certainly lacks what its provider needs: code under test, or a line that is still being written. */
export function isSketch(block: TerraformBlock): boolean {
  return asked.get(block.type)?.every((it) => get(block.body, it) === undefined) === true;
}
