/** Cycles of queries: whatever edges come and go, every state is the one that a fresh graph gives. */
import { expect, test } from "vitest";
import { Graph } from "../../server/incremental.js";
import { randomFrom } from "../proof/mutations.js";

const keys = ["a", "b", "c", "d", "e", "f"];

function build() {
  const graph = new Graph();
  const text = graph.input("text", "");
  // Most edits of a text leave its edges alone.
  const edges = graph.query("edges", (key) => text.get(key).replace(/[^a-f]/g, ""), { equal: (a, b) => a === b });
  const value: (key: string) => string = graph.query<string>(
    "value",
    (key) => `${key}(${[...edges(key)].map((it) => value(it).slice(0, 12)).join("")})`,
    { cycle: () => "?" },
  );
  return { graph, text, value };
}

test("a member of a cycle is asked when something beside the cycle changed", () => {
  const { text, value } = build();
  text.set("a", "bc");
  text.set("b", "a");
  value("a");
  text.set("c", "1");
  text.set("c", "2");
  expect(value("a")).toBe("?");
});

test("after any edits and trials every value is as fresh", () => {
  const random = randomFrom(5);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const some = (): string => Array.from({ length: Math.floor(random() * 3) }, () => pick([...keys, "1", "2"])).join("");
  const { graph, text, value } = build();
  const texts = new Map<string, string>();
  const states = (of: ReadonlyMap<string, string>): readonly string[] => {
    const fresh = build();
    for (const [key, it] of of) fresh.text.set(key, it);
    return keys.map((it) => fresh.value(it));
  };
  for (let i = 0; i < 3000; i++) {
    const [key, now] = [pick(keys), some()];
    if (random() < 0.2) {
      const tried = graph.trial(
        () => text.set(key, now),
        () => keys.map((it) => value(it)),
      );
      expect(tried, `trial ${i}`).toEqual(states(new Map(texts).set(key, now)));
      continue;
    }
    texts.set(key, now);
    text.set(key, now);
    // Asked in any order, and not always for all.
    const asked = keys.filter(() => random() < 0.5).sort(() => random() - 0.5);
    const wanted = states(texts);
    for (const it of asked) expect(value(it), `step ${i}, ${it} of ${JSON.stringify([...texts])}`).toBe(wanted[keys.indexOf(it)]);
  }
});
