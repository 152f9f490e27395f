/** Public access blocks of S3: their four guards, each of which closes another way to make a bucket public. */
import type { Fix, Problem } from "../api.js";
import type { TerraformBlock } from "../vocabulary/terraform.js";
import type { Value } from "../vocabulary/value.js";
import { callsModule, moduleBelow } from "./facts.js";
import { flag, get } from "./value.js";

export const guards = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"] as const;
export type Guard = (typeof guards)[number];

/** What has guards: blocks of a bucket or account, access points, and calls of the public bucket module. */
export const guarded: readonly string[] = [
  "aws_s3_bucket_public_access_block",
  "aws_s3_account_public_access_block",
  "aws_s3_access_point",
  "module",
];

export interface Gap {
  readonly guard: Guard;
  /** What switches it off; undefined where the default does. */
  readonly value: Value | undefined;
}

/** The guards that are off for certain, and whether one is on for certain; undefined for a block that has none. */
export function guardsOf(block: TerraformBlock): { readonly off: readonly Gap[]; readonly someOn: boolean } | undefined {
  if (block.type === "module" && !callsModule(block, "terraform-aws-modules/s3-bucket/aws")) return undefined;
  // Access points and the public module block by default, the module since its version 4.
  const blocks = block.type === "aws_s3_access_point" || (block.type === "module" && !moduleBelow(block, 4));
  const found = guards.map((guard) => {
    const value = get(block.body, block.type === "aws_s3_access_point" ? `public_access_block_configuration.${guard}` : guard);
    return { guard, value, on: value === undefined ? blocks : flag(value) };
  });
  return { off: found.filter((it) => it.on === false), someOn: found.some((it) => it.on === true) };
}

/** A guard that is off while others are on; with all of them off, there is one thing to say instead of four. */
export function* missing(block: TerraformBlock, guard: Guard, what: string, title: string): Iterable<Problem> {
  const known = guardsOf(block);
  const gap = known?.off.find((it) => it.guard === guard);
  if (gap === undefined || known?.someOn !== true) return;
  yield { at: gap.value ?? block, what: `\`${guard}\` is off: ${what}`, fix: closing(block, [gap], title) };
}

/** Switches guards on. */
export function closing(block: TerraformBlock, gaps: readonly Gap[], title: string): Fix {
  return {
    title,
    edit: (it) => {
      for (const gap of gaps) {
        if (gap.value) it.replace(gap.value, true);
        else it.set(block.body, gap.guard, true);
      }
    },
  };
}
