/** Merging policy documents by sid, as aws_iam_policy_document does: sources, then its own statements, then overrides. */
import type { Replaced, Statement } from "../../../rules/api.js";
import { text } from "../../../rules/lib/value.js";

/**
 * A statement replaces the one that has its sid, in its place; statements without a sid only add. A sid that is not known may be any:
 * what it may replace is kept as a Deny and dropped as an Allow, so that neither reads as more than is certain.
 */
export class Merge {
  complete = true;
  readonly replaced: Replaced[] = [];
  #list: Statement[] = [];

  get statements(): readonly Statement[] {
    return this.#list;
  }

  add(statements: readonly Statement[]): void {
    const before = this.#list.length;
    for (const it of statements) {
      const sid = text(it.sid);
      const earlier = sid === undefined || sid === "" ? -1 : this.#list.findIndex((one) => text(one.sid) === sid);
      if (it.sid !== undefined && sid === undefined && before > 0) this.addUnknown();
      const old = this.#list[earlier];
      if (old === undefined) this.#list.push(it);
      else {
        this.#list[earlier] = it;
        this.replaced.push({ statement: old, by: it });
      }
    }
  }

  /** A document that is not in view: anything with a sid may be replaced. */
  addUnknown(): void {
    this.complete = false;
    this.#list = this.#list.filter((it) => it.effect === "Deny" || it.sid === undefined || text(it.sid) === "");
  }
}
