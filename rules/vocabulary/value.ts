/** Values as configuration writes them: known or unknown, never a guess, and each knows where it stands. */

/**
 * A stretch of one unit of text, in half-open UTF-16 offsets relative to that unit.
 * A unit is a top-level block of a Terraform file, one document of a YAML stream, or another file as a whole; rules treat places as opaque.
 */
export interface Place {
  readonly unit: string;
  readonly start: number;
  readonly end: number;
}

/**
 * `at` is where the subject at hand uses the thing: findings go there.
 * `origin` is where it was written: edits go there. They differ when a value came through a variable, a local or another file.
 */
export interface Located {
  readonly at: Place;
  readonly origin: Place;
}

export type Value = Text | Numeric | Flag | Null | List | Dict | Unknown;

/** A known string. `json` is its structure when it was made by jsonencode or parses as JSON and somebody asked. */
export interface Text extends Located {
  readonly kind: "text";
  readonly known: string;
  readonly json?: Value;
}

export interface Numeric extends Located {
  readonly kind: "number";
  readonly known: number;
}

export interface Flag extends Located {
  readonly kind: "flag";
  readonly known: boolean;
}

export interface Null extends Located {
  readonly kind: "null";
  readonly known: null;
}

/** A tuple, list, set, YAML sequence, or the nested blocks of one label. */
export interface List extends Located {
  readonly kind: "list";
  readonly known: undefined;
  readonly items: readonly Value[];
  /** False when there may be more items than the known ones. */
  readonly complete: boolean;
  /** True for nested Terraform blocks: `get` steps into the only item by itself. */
  readonly blocks: boolean;
}

/** An object, map, YAML mapping or the body of a Terraform block. */
export interface Dict extends Located {
  readonly kind: "dict";
  readonly known: undefined;
  readonly entries: readonly Entry[];
  /** False when there may be more keys than the known ones. */
  readonly complete: boolean;
}

export interface Entry {
  readonly key: string;
  readonly keyAt: Place;
  readonly value: Value;
}

/** A value that only apply time, Helm or an input decides. */
export interface Unknown extends Located {
  readonly kind: "unknown";
  readonly known: undefined;
  /** For strings known in part: literal pieces and holes in order; a single hole otherwise. */
  readonly parts: readonly (string | Hole)[];
  /** The structure when the text as a whole is unknown but its JSON skeleton is not (`jsonencode({ Resource = aws_s3_bucket.b.arn })`). */
  readonly json?: Value;
}

/** An unknown piece; `reference` when it is exactly an attribute of a resource, data source or module output. */
export interface Hole {
  /** The function that only apply time answers, when the piece is its call: `timestamp`. */
  readonly call?: string;
  readonly reference?: Reference;
  /** A lone name that is none (`aws_s3_`), or no expression yet: as unknown as any, but whatever it becomes, it refers to nothing so far. */
  readonly unwritten?: true;
}

/** `aws_s3_bucket.logs.arn` seen from the module instance `scope`. */
export interface Reference {
  readonly scope: string;
  /** `aws_s3_bucket.logs`, `data.aws_iam_policy_document.trust`, `module.vpc`, without instance keys. */
  readonly address: string;
  /** The instance key when it is literal: `aws_s3_bucket.logs["a"]`. */
  readonly key?: string | number;
  readonly attribute: readonly (string | number)[];
}
