/** The HCL syntax tree: every node knows its half-open UTF-16 span; broken input still gives a tree. */
import type { Span, SyntaxProblem } from "../text.js";

export interface HclFile {
  readonly text: string;
  readonly body: Body;
  readonly comments: readonly Comment[];
  /** In text order; empty exactly when HashiCorp's parser accepts the file. */
  readonly problems: readonly SyntaxProblem[];
}

/** `#`, `//` (span ends before the line end) or a block comment, marker included. */
export interface Comment extends Span {
  readonly kind: "comment";
}

/** Content between braces (without them), or the whole file. */
export interface Body extends Span {
  readonly items: readonly (Attribute | Block)[];
}

export interface Attribute extends Span {
  readonly kind: "attribute";
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
}

export interface Block extends Span {
  readonly kind: "block";
  readonly type: string;
  readonly labels: readonly Label[];
  /** Type and labels, without the brace: what a finding about the whole block underlines. */
  readonly header: Span;
  readonly body: Body;
  /** Offset of `{`; of where it was expected when it is missing. */
  readonly open: number;
  /** Offset of `}`; undefined when the block was never closed. */
  readonly close: number | undefined;
}

/** A quoted or bare block label; the span includes quotes, the text does not. */
export interface Label extends Span {
  readonly text: string;
  readonly quoted: boolean;
}

export type Expression =
  | Literal
  | Template
  | Variable
  | GetAttribute
  | Index
  | Splat
  | Call
  | Tuple
  | ObjectExpression
  | For
  | Conditional
  | Unary
  | Binary
  | Parentheses
  | Missing;

/** A number, `true`, `false` or `null` (as `undefined`). */
export interface Literal extends Span {
  readonly kind: "literal";
  readonly value: number | boolean | undefined;
  /** True for `null`. */
  readonly isNull: boolean;
}

/** A quoted string or heredoc. The span covers quotes, or from `<<` to the end of the closing marker. */
export interface Template extends Span {
  readonly kind: "template";
  readonly form: "quoted" | "heredoc";
  /** For `<<-`: common leading indentation is removed from the values of `parts`. */
  readonly indented: boolean;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = TemplateText | Interpolation | TemplateIf | TemplateFor;

/** Literal text; `value` has escapes resolved, heredoc indentation removed and strip markers applied, the span is the raw source. */
export interface TemplateText extends Span {
  readonly kind: "text";
  readonly value: string;
}

/** `${ ... }`, span including the braces. */
export interface Interpolation extends Span {
  readonly kind: "interpolation";
  readonly expression: Expression;
}

/** `%{ if }` ... `%{ else }` ... `%{ endif }`. */
export interface TemplateIf extends Span {
  readonly kind: "if";
  readonly condition: Expression;
  readonly then: readonly TemplatePart[];
  readonly else: readonly TemplatePart[] | undefined;
}

/** `%{ for k, v in xs }` ... `%{ endfor }`. */
export interface TemplateFor extends Span {
  readonly kind: "for";
  readonly key: string | undefined;
  readonly value: string;
  readonly collection: Expression;
  readonly body: readonly TemplatePart[];
}

/** The first name of a traversal. */
export interface Variable extends Span {
  readonly kind: "variable";
  readonly name: string;
}

/** `target.name`; also legacy `target.0` as Index. */
export interface GetAttribute extends Span {
  readonly kind: "get";
  readonly target: Expression;
  readonly name: string;
  readonly nameSpan: Span;
}

/** `target[key]`, or legacy `target.0` with `legacy` true. */
export interface Index extends Span {
  readonly kind: "index";
  readonly target: Expression;
  readonly key: Expression;
  readonly legacy: boolean;
}

/** `target[*].rest` (full) or `target.*.rest` (attribute-only). `each` is the expression applied to every element, where the element is a `variable` named `*`. */
export interface Splat extends Span {
  readonly kind: "splat";
  readonly form: "full" | "attribute";
  readonly target: Expression;
  readonly each: Expression;
}

export interface Call extends Span {
  readonly kind: "call";
  /** Provider-defined functions keep their full name, `provider::aws::arn_parse`. */
  readonly name: string;
  readonly nameSpan: Span;
  readonly arguments: readonly Expression[];
  /** True when the last argument ends in `...`. */
  readonly expand: boolean;
}

export interface Tuple extends Span {
  readonly kind: "tuple";
  readonly items: readonly Expression[];
}

export interface ObjectExpression extends Span {
  readonly kind: "object";
  readonly items: readonly ObjectItem[];
}

/** `key = value` or `key: value`. A bare name as key is a literal key: `name` is set; otherwise `key` is evaluated. */
export interface ObjectItem extends Span {
  readonly key: Expression;
  readonly name: string | undefined;
  readonly value: Expression;
}

/** `[for k, v in xs : value if condition]` or `{for k, v in xs : key => value... if condition}`. */
export interface For extends Span {
  readonly kind: "for";
  readonly result: "tuple" | "object";
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly grouped: boolean;
  readonly condition: Expression | undefined;
}

export interface Conditional extends Span {
  readonly kind: "conditional";
  readonly condition: Expression;
  readonly then: Expression;
  readonly else: Expression;
}

export interface Unary extends Span {
  readonly kind: "unary";
  readonly operator: "-" | "!";
  readonly operand: Expression;
}

export interface Binary extends Span {
  readonly kind: "binary";
  readonly operator: "+" | "-" | "*" | "/" | "%" | "==" | "!=" | "<" | ">" | "<=" | ">=" | "&&" | "||";
  readonly left: Expression;
  readonly right: Expression;
}

export interface Parentheses extends Span {
  readonly kind: "parentheses";
  readonly inner: Expression;
}

/** Stands where an expression is missing or unreadable; its span may be empty. Evaluates to unknown. */
export interface Missing extends Span {
  readonly kind: "missing";
}
