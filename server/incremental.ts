/** A small incremental computation graph: memoised queries that re-run only when something they read has changed. */

type Equal<T> = (a: T, b: T) => boolean;

enum State {
  Clean,
  /** Something further down changed; the direct reads may still be equal. */
  Check,
  Dirty,
}

interface Node {
  readonly name: string;
  readonly key: string;
  value: unknown;
  /** Whether `value` was ever computed. */
  computed: boolean;
  state: State;
  reads: Set<Node>;
  readonly readers: Set<Node>;
  computing: boolean;
  cyclic: boolean;
  readonly run: ((key: string) => unknown) | undefined;
  readonly equal: Equal<unknown>;
  readonly cycle: ((key: string) => unknown) | undefined;
}

export interface Input<T> {
  get(key: string): T;
  set(key: string, value: T): void;
}

export interface QueryOptions<T> {
  /** When a recomputed value equals the old one, its readers stay as they are. Identity by default. */
  readonly equal?: Equal<T>;
  /** The value of every member of a cycle; without it a cycle throws. */
  readonly cycle?: (key: string) => T;
}

/** True when both arrays hold identical items in the same order. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
}

export class Graph {
  readonly #running: Node[] = [];
  readonly #runs = new Map<string, number>();
  #undo: (() => void)[] | undefined;

  /** A family of values set from outside; `initial` until then. */
  input<T>(name: string, initial: T, equal: Equal<T> = Object.is): Input<T> {
    const nodes = new Map<string, Node>();
    const node = (key: string): Node => this.#node(nodes, name, key, undefined, equal as Equal<unknown>, undefined, initial);
    return {
      get: (key) => {
        const it = node(key);
        this.#record(it);
        return it.value as T;
      },
      set: (key, value) => {
        const it = node(key);
        if (equal(it.value as T, value)) return;
        this.#assign(it, value);
      },
    };
  }

  /** A memoised function of a key. Whatever inputs and queries it reads while it runs are its dependencies. */
  query<T>(name: string, run: (key: string) => T, options: QueryOptions<T> = {}): (key: string) => T {
    const nodes = new Map<string, Node>();
    const equal = (options.equal ?? Object.is) as Equal<unknown>;
    return (key) => {
      const it = this.#node(nodes, name, key, run, equal, options.cycle, undefined);
      this.#record(it);
      if (it.computing) return this.#enterCycle(it) as T;
      this.#refresh(it);
      return it.value as T;
    };
  }

  /**
   * Applies `change` (which sets inputs), answers `read`, and puts every node back as it was.
   * The cost is that of what the change reaches. Trials do not nest.
   */
  trial<T>(change: () => void, read: () => T): T {
    if (this.#undo) throw new Error("trials do not nest");
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      change();
      return read();
    } finally {
      this.#undo = undefined;
      for (let i = undo.length - 1; i >= 0; i--) undo[i]?.();
    }
  }

  /** How often each query ran since the last `resetRuns`, by name: the counter that tests of incrementality read. */
  get runs(): ReadonlyMap<string, number> {
    return this.#runs;
  }

  resetRuns(): void {
    this.#runs.clear();
  }

  #node(
    nodes: Map<string, Node>,
    name: string,
    key: string,
    run: Node["run"],
    equal: Equal<unknown>,
    cycle: Node["cycle"],
    initial: unknown,
  ): Node {
    const known = nodes.get(key);
    if (known) return known;
    const node: Node = {
      name,
      key,
      value: initial,
      computed: run === undefined,
      state: run ? State.Dirty : State.Clean,
      reads: new Set(),
      readers: new Set(),
      computing: false,
      cyclic: false,
      run,
      equal,
      cycle,
    };
    nodes.set(key, node);
    this.#undo?.push(() => nodes.delete(key));
    return node;
  }

  #record(node: Node): void {
    const reader = this.#running[this.#running.length - 1];
    if (reader === undefined || reader.reads.has(node)) return;
    reader.reads.add(node);
    if (!node.readers.has(reader)) {
      node.readers.add(reader);
      this.#undo?.push(() => node.readers.delete(reader));
    }
  }

  #assign(node: Node, value: unknown): void {
    const { value: before, computed } = node;
    this.#undo?.push(() => {
      node.value = before;
      node.computed = computed;
    });
    node.value = value;
    node.computed = true;
    // Members of a cycle got their values together: they do not outdate each other.
    for (const reader of node.readers) if (!(node.cyclic && reader.cyclic)) this.#mark(reader, State.Dirty);
  }

  #setState(node: Node, state: State): void {
    const before = node.state;
    this.#undo?.push(() => {
      node.state = before;
    });
    node.state = state;
  }

  #mark(start: Node, state: State): void {
    const work: [Node, State][] = [[start, state]];
    for (let next = work.pop(); next; next = work.pop()) {
      const [node, mark] = next;
      if (node.state >= mark) continue;
      const wasClean = node.state === State.Clean;
      this.#setState(node, mark);
      if (wasClean) for (const reader of node.readers) work.push([reader, State.Check]);
    }
  }

  #refresh(node: Node): void {
    if (node.state === State.Check) {
      for (const read of node.reads) {
        // A read that is being computed right now means a cycle: only running again can tell.
        if (read.computing) this.#setState(node, State.Dirty);
        else if (read.run) this.#refresh(read);
        // #compute of a read marks its readers dirty when its value changed.
        if (this.#isDirty(node)) break;
      }
      if (!this.#isDirty(node)) this.#setState(node, State.Clean);
    }
    if (node.state === State.Dirty) this.#compute(node);
  }

  /** Read through a method because refreshing a read changes the state behind the compiler's back. */
  #isDirty(node: Node): boolean {
    return node.state === State.Dirty;
  }

  #compute(node: Node): void {
    if (!node.run) return;
    const before = node.reads;
    const fresh = new Set<Node>();
    node.reads = fresh;
    this.#undo?.push(() => {
      node.reads = before;
    });
    node.computing = true;
    node.cyclic = false;
    this.#running.push(node);
    this.#runs.set(node.name, (this.#runs.get(node.name) ?? 0) + 1);
    let value: unknown;
    try {
      value = node.run(node.key);
    } finally {
      this.#running.pop();
      node.computing = false;
      for (const read of before) {
        if (fresh.has(read)) continue;
        read.readers.delete(node);
        this.#undo?.push(() => read.readers.add(node));
      }
    }
    if (node.cyclic && node.cycle) value = node.cycle(node.key);
    this.#setState(node, State.Clean);
    if (!node.computed || !node.equal(node.value, value)) this.#assign(node, value);
  }

  #enterCycle(node: Node): unknown {
    if (!node.cycle) throw new Error(`${node.name}(${node.key}) depends on itself`);
    for (let i = this.#running.length - 1; i >= 0; i--) {
      const member = this.#running[i];
      if (!member) continue;
      member.cyclic = true;
      if (member === node) break;
    }
    return node.cycle(node.key);
  }
}
