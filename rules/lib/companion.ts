/** Companion resources: how one block names another, and the names that new ones get. */
import type { TerraformBlock } from "../vocabulary/terraform.js";

/** `aws_vpc.main`, `aws_vpc.main["a"]`: the address by which a block of the same module refers to it. */
export function addressOf(block: TerraformBlock): string {
  if (block.key === undefined) return block.address;
  return `${block.address}[${typeof block.key === "number" ? block.key : JSON.stringify(block.key)}]`;
}
