/** Terraform blocks as rules see them: evaluated bodies, addresses and the module tree around them. */
import type { Subject } from "./subject.js";
import type { Dict } from "./value.js";

/** One instance of a top-level block, in one instance of its module. `at` is the header (type and labels), `full` the whole block. */
export interface TerraformBlock extends Subject {
  /** `resource`, `data`, `module`, `provider`, `variable`, `output`, `terraform`, `locals`, `ephemeral`, ... */
  readonly mode: string;
  /** Resource or data type (`aws_vpc`), provider name, or the mode itself where there is no type. */
  readonly type: string;
  readonly name: string;
  /** `aws_vpc.main`, `data.aws_vpc.main`, `module.vpc`, `provider.aws`, `var.x`, `output.x`; without instance keys. */
  readonly address: string;
  /** `""` for a root module, else `module.a.module.b["k"]` of the call path. */
  readonly scope: string;
  /** Folder of the root module of this instance's tree: blocks of one root see each other. */
  readonly root: string;
  /** Attributes, and nested blocks as lists of dicts; dynamic blocks are expanded where their collection is known. */
  readonly body: Dict;
  /** False when `count` or `for_each` is unknown: the block may not exist, so it never proves that something is protected nor missing. */
  readonly certain: boolean;
  /** `key` of for_each or index of count, when known. */
  readonly key: string | number | undefined;
}

export interface TerraformSubjects {
  /** `of` picks by `resource` type, `data.<type>`, `provider.<name>`, or the mode for `module`, `variable`, `output`, `terraform`, `locals`. */
  "terraform.block": TerraformBlock;
}

/** What points at a block: the blocks found, and whether every candidate could be decided. */
export interface Satellites {
  readonly found: readonly TerraformBlock[];
  /** False when some candidate's link is unknown or the target leaves the workspace: then absence proves nothing. */
  readonly complete: boolean;
}

/** Something that rules ask of a whole root module tree for each of its blocks: worked out once for all of them. */
export interface TreeFact<T> {
  /** Its own among all facts. */
  readonly name: string;
  make(near: Pick<TerraformBlock, "root">, terraform: TerraformProject): T;
  /** Whether two facts say the same, so that an edit which leaves it as it is has nothing judged again. */
  same(a: T, b: T): boolean;
}

/** Questions about the Terraform of one root module tree. */
export interface TerraformProject {
  /** Blocks of the given picks (as in `of`) in the same root module tree, including called local modules. */
  blocks(near: Pick<TerraformBlock, "root">, ...picks: readonly string[]): readonly TerraformBlock[];
  /** Blocks of type `pick` whose attribute at `path` is the target: by reference, through modules, or by an equal known name or id. */
  satellites(target: TerraformBlock, pick: string, path: string): Satellites;
  /** The block that a reference names, if it is in the workspace. */
  resolve(reference: import("./value.js").Reference, from: TerraformBlock): TerraformBlock | undefined;
  fact<T>(near: Pick<TerraformBlock, "root">, fact: TreeFact<T>): T;
}
