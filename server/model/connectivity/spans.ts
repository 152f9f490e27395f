/** Sets of numbers as sorted, disjoint, half-open stretches: the algebra under port sets and address sets. */

export type Span<T> = readonly [from: T, to: T];
export type Spans<T extends number | bigint> = readonly Span<T>[];

export const none: readonly never[] = [];

export function union<T extends number | bigint>(a: Spans<T>, b: Spans<T>): Spans<T> {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const sorted = [...a, ...b].sort(([x], [y]) => (x < y ? -1 : x > y ? 1 : 0));
  const found: [T, T][] = [];
  for (const [from, to] of sorted) {
    const last = found[found.length - 1];
    if (last === undefined || from > last[1]) found.push([from, to]);
    else if (to > last[1]) last[1] = to;
  }
  return found;
}

export function intersect<T extends number | bigint>(a: Spans<T>, b: Spans<T>): Spans<T> {
  const found: Span<T>[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const left = a[i];
    const right = b[j];
    if (left === undefined || right === undefined) break;
    // biome-ignore lint/complexity/useMathMinMax: Math.max and Math.min know no bigint
    const from = left[0] > right[0] ? left[0] : right[0];
    // biome-ignore lint/complexity/useMathMinMax: as above
    const to = left[1] < right[1] ? left[1] : right[1];
    if (from < to) found.push([from, to]);
    if (left[1] < right[1]) i++;
    else j++;
  }
  return found;
}

export function subtract<T extends number | bigint>(a: Spans<T>, b: Spans<T>): Spans<T> {
  if (a.length === 0 || b.length === 0) return a;
  const found: Span<T>[] = [];
  for (const [from, to] of a) {
    let start = from;
    for (const [cut, end] of b) {
      if (end <= start || cut >= to) continue;
      if (cut > start) found.push([start, cut]);
      if (end > start) start = end;
    }
    if (start < to) found.push([start, to]);
  }
  return found;
}

export function covers<T extends number | bigint>(wide: Spans<T>, narrow: Spans<T>): boolean {
  return subtract(narrow, wide).length === 0;
}

export function overlaps<T extends number | bigint>(a: Spans<T>, b: Spans<T>): boolean {
  return intersect(a, b).length > 0;
}

export function equal<T extends number | bigint>(a: Spans<T>, b: Spans<T>): boolean {
  return a.length === b.length && a.every(([from, to], i) => from === b[i]?.[0] && to === b[i]?.[1]);
}
