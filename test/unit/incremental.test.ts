/** The computation graph: cutoff, cycles, and trials that leave no trace. */
import { expect, test } from "vitest";
import { Graph } from "../../server/incremental.js";

function setup() {
  const graph = new Graph();
  const text = graph.input("text", "");
  const length = graph.query("length", (key) => text.get(key).length);
  const double = graph.query("double", (key) => length(key) * 2);
  return { graph, text, length, double };
}

test("an equal result stops the wave", () => {
  const { graph, text, double } = setup();
  text.set("a", "one");
  expect(double("a")).toBe(6);
  graph.resetRuns();
  text.set("a", "two");
  expect(double("a")).toBe(6);
  expect(Object.fromEntries(graph.runs)).toEqual({ length: 1 });
});

test("a graph for one pass says the same, and takes no value once it began", () => {
  const graph = new Graph(true);
  const text = graph.input("text", "");
  const length = graph.query("length", (key) => text.get(key).length);
  const ring: (key: string) => number = graph.query("ring", (key) => ring(key) + length(key), { cycle: () => -1 });
  text.set("a", "one");
  text.set("b", "four");
  expect([length("a"), length("b"), ring("a")]).toEqual([3, 4, -1]);
  expect(() => text.set("a", "longer")).toThrow("text is set after the only pass began");
  expect(length("a")).toBe(3);
});

test("what does not read the change does not run", () => {
  const { graph, text, double } = setup();
  text.set("a", "one");
  text.set("b", "four");
  expect(double("a") + double("b")).toBe(14);
  graph.resetRuns();
  text.set("a", "longer");
  expect(double("a") + double("b")).toBe(20);
  expect(Object.fromEntries(graph.runs)).toEqual({ length: 1, double: 1 });
});

test("a trial is undone, values and edges alike", () => {
  const { graph, text, double } = setup();
  text.set("a", "one");
  expect(double("a")).toBe(6);
  expect(
    graph.trial(
      () => text.set("a", "seven"),
      () => double("a"),
    ),
  ).toBe(10);
  graph.resetRuns();
  expect(double("a")).toBe(6);
  expect(graph.runs.size).toBe(0);
  text.set("a", "x");
  expect(double("a")).toBe(2);
});

test("every member of a cycle has the same value, wherever one enters", () => {
  for (const order of [
    ["a", "b"],
    ["b", "a"],
  ]) {
    const graph = new Graph();
    const next: Readonly<Record<string, string>> = { a: "b", b: "a" };
    const value: (key: string) => string = graph.query<string>("value", (key) => `${key}${value(next[key] ?? "")}`, { cycle: () => "?" });
    for (const key of order) value(key);
    expect([value("a"), value("b")]).toEqual(["?", "?"]);
  }
});

test("summaries that settle give what a fresh graph gives, after any changes and trials", () => {
  const build = (settles: boolean) => {
    const graph = new Graph();
    const text = graph.input("text", "");
    const sameText = { equal: (a: string, b: string) => a === b, settles };
    const kinds = graph.query("kinds", (key) => text.get(key).slice(0, 1), sameText);
    const index = graph.query("index", () => ["a", "b", "c"].map((it) => kinds(it)).join(""));
    const scoped = graph.query("scoped", (key) => (index("").includes("x") ? text.get(key).slice(1, 2) : ""), sameText);
    const whole = graph.query("whole", () => ["a", "b", "c"].map((it) => scoped(it)).join("") + index(""));
    return { graph, text, whole };
  };
  const settled = build(true);
  const texts: Record<string, string> = {};
  for (let i = 0, seed = 7; i < 400; i++) {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    const key = "abc"[seed % 3] ?? "a";
    const value = ["xy", "yx", "xx", "y", ""][Math.floor(seed / 3) % 5] ?? "";
    const fresh = build(false);
    for (const [name, it] of Object.entries({ ...texts, [key]: value })) fresh.text.set(name, it);
    if (i % 3 === 0) {
      expect(
        settled.graph.trial(
          () => settled.text.set(key, value),
          () => settled.whole(""),
        ),
      ).toBe(fresh.whole(""));
    } else {
      settled.text.set(key, value);
      texts[key] = value;
      if (i % 2 === 0) expect(settled.whole("")).toBe(fresh.whole(""));
    }
  }
});

test("a summary that stays the same outdates nobody", () => {
  const graph = new Graph();
  const text = graph.input("text", "");
  const kind = graph.query("kind", (key) => text.get(key).slice(0, 1), { settles: true });
  const whole = graph.query("whole", () => ["a", "b"].map(kind).join(""));
  text.set("a", "x1");
  expect(whole("")).toBe("x");
  graph.resetRuns();
  text.set("a", "x2");
  expect(whole("")).toBe("x");
  expect(Object.fromEntries(graph.runs)).toEqual({ kind: 1 });
  text.set("b", "y");
  expect(whole("")).toBe("xy");
});

/** A graph that keeps two values of the family `words`, and what is made of them. */
function shedding() {
  const graph = new Graph(false, 2);
  const text = graph.input("text", "");
  const words = graph.query("words", (key) => text.get(key).split(" "), { sheds: true });
  const count = graph.query("count", (key) => words(key).length);
  for (const key of ["a", "b", "c", "d"]) text.set(key, `${key} ${key}`);
  for (const key of ["a", "b", "c", "d"]) count(key);
  graph.resetRuns();
  return { graph, text, words, count };
}

test("what was let go is computed again when somebody asks, and outdates nobody", () => {
  const { graph, words, count } = shedding();
  expect(words("d")).toEqual(["d", "d"]);
  expect(graph.runs.size).toBe(0);
  expect(words("a")).toEqual(["a", "a"]);
  expect(count("a")).toBe(2);
  expect(Object.fromEntries(graph.runs)).toEqual({ words: 1 });
});

test("what is asked for again makes room for itself", () => {
  const { graph, words } = shedding();
  for (const key of ["a", "b", "c", "d", "a", "b", "c", "d"]) words(key);
  graph.resetRuns();
  for (const key of ["a", "b", "c", "d"]) words(key);
  expect(graph.runs.size).toBe(0);
});

test("an edit reaches the readers of what was let go", () => {
  const { text, count } = shedding();
  text.set("a", "one two three");
  expect(count("a")).toBe(3);
});

test("an edit elsewhere does not bring back what was let go", () => {
  const graph = new Graph(false, 1);
  const text = graph.input("text", "");
  const length = graph.query("length", (key) => text.get(key).length);
  const words = graph.query("words", (key) => `${length(key)} ${text.get("same")}`, { sheds: true });
  const count = graph.query("count", (key) => words(key).length);
  text.set("a", "one");
  expect(count("a") + count("b")).toBe(4);
  graph.resetRuns();
  text.set("a", "two");
  expect(count("a")).toBe(2);
  expect(Object.fromEntries(graph.runs)).toEqual({ length: 1 });
});

test("a trial over what was let go is undone", () => {
  const { graph, text, words, count } = shedding();
  const tried = graph.trial(
    () => text.set("a", "one two three"),
    () => [count("a"), words("b").length],
  );
  expect(tried).toEqual([3, 2]);
  expect([count("a"), words("a"), words("b")]).toEqual([2, ["a", "a"], ["b", "b"]]);
  text.set("b", "x");
  expect(count("b")).toBe(1);
});

test("an index outdates only those for whom something else stands in it, and a trial names what the change reaches", () => {
  const graph = new Graph();
  const text = graph.input("text", "");
  const index = graph.query("index", () => new Map(["a", "b"].map((key) => [key, text.get(key)])), { settles: true });
  const at = graph.query("at", (key) => index("").get(key), { picks: true });
  const told = graph.query("told", (key) => `${at(key)}!`, { tells: true });
  text.set("a", "one");
  text.set("b", "two");
  expect([told("a"), told("b")]).toEqual(["one!", "two!"]);
  graph.resetRuns();
  const tried = graph.trial(
    () => text.set("a", "three"),
    (reached) => [[...reached], told("a"), told("b")],
  );
  expect(tried).toEqual([["a"], "three!", "two!"]);
  expect(Object.fromEntries(graph.runs)).toEqual({ index: 1, at: 2, told: 1 });
  expect([told("a"), told("b")]).toEqual(["one!", "two!"]);
  text.set("b", "four");
  const outdatedBefore = graph.trial(
    () => text.set("a", "three"),
    (reached) => [...reached].sort(),
  );
  expect(outdatedBefore).toEqual(["a", "b"]);
  expect([told("a"), told("b")]).toEqual(["one!", "four!"]);
});
