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
