/** A small incremental computation graph: memoised queries that re-run only when something they read has changed. */

type Equal<T> = (a: T, b: T) => boolean;

enum State {
  Clean,
  /** Something further down changed; the direct reads may still be equal. */
  Check,
  Dirty,
}

/** What the nodes of one input or query have in common. */
interface Family {
  readonly name: string;
  readonly run: ((key: string) => unknown) | undefined;
  readonly equal: Equal<unknown>;
  readonly cycle: ((key: string) => unknown) | undefined;
  readonly settles: boolean;
  readonly nodes: Map<string, Node>;
}

/** There are some fifty for each file of a workspace, so they are kept small: most have one reader, and few reads. */
interface Node {
  readonly family: Family;
  readonly key: string;
  value: unknown;
  /** Whether `value` was ever computed. */
  computed: boolean;
  state: State;
  /** In the order of reading; one may stand twice. */
  reads: Node[];
  readers: Node | Set<Node> | undefined;
  computing: boolean;
  cyclic: boolean;
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
  /**
   * Recomputed before anything else is read after a change, so that its readers hear of it only when its value is another one. For small
   * summaries of a file that whole workspaces read and that few edits change.
   */
  readonly settles?: boolean;
}

/** True when both arrays hold identical items in the same order. */
export function sameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, i) => Object.is(item, b[i]));
}

/** Adds an item to the list of a key, which is made when there is none: how indexes over the workspace are built. */
export function push<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

export class Graph {
  readonly #running: Node[] = [];
  readonly #runs = new Map<string, number>();
  #undo: (() => void)[] | undefined;
  /** Outdated nodes of families that settle. */
  #unsettled: Node[] = [];

  /** A family of values set from outside; `initial` until then. */
  input<T>(name: string, initial: T, equal: Equal<T> = Object.is): Input<T> {
    const family: Family = { name, run: undefined, equal: equal as Equal<unknown>, cycle: undefined, settles: false, nodes: new Map() };
    return {
      get: (key) => {
        const it = this.#node(family, key, initial);
        this.#record(it);
        return it.value as T;
      },
      set: (key, value) => {
        const it = this.#node(family, key, initial);
        if (equal(it.value as T, value)) return;
        this.#assign(it, value);
      },
    };
  }

  /** A memoised function of a key. Whatever inputs and queries it reads while it runs are its dependencies. */
  query<T>(name: string, run: (key: string) => T, options: QueryOptions<T> = {}): (key: string) => T {
    const equal = (options.equal ?? Object.is) as Equal<unknown>;
    const family: Family = { name, run, equal, cycle: options.cycle, settles: options.settles === true, nodes: new Map() };
    return (key) => {
      if (this.#unsettled.length > 0 && this.#running.length === 0) this.#settle();
      const it = this.#node(family, key, undefined);
      this.#record(it);
      if (it.computing) return this.#enterCycle(it) as T;
      if (it.state !== State.Clean) this.#refresh(it);
      return it.value as T;
    };
  }

  /**
   * Applies `change` (which sets inputs), answers `read`, and puts every node back as it was.
   * The cost is that of what the change reaches. Trials do not nest.
   */
  trial<T>(change: () => void, read: () => T): T {
    if (this.#undo) throw new Error("trials do not nest");
    this.#settle();
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      change();
      return read();
    } finally {
      this.#undo = undefined;
      for (let i = undo.length - 1; i >= 0; i--) undo[i]?.();
      this.#unsettled = [];
    }
  }

  /** How often each query ran since the last `resetRuns`, by name: the counter that tests of incrementality read. */
  get runs(): ReadonlyMap<string, number> {
    return this.#runs;
  }

  resetRuns(): void {
    this.#runs.clear();
  }

  #node(family: Family, key: string, initial: unknown): Node {
    const known = family.nodes.get(key);
    if (known) return known;
    const node: Node = {
      family,
      key,
      value: initial,
      computed: family.run === undefined,
      state: family.run ? State.Dirty : State.Clean,
      reads: [],
      readers: undefined,
      computing: false,
      cyclic: false,
    };
    family.nodes.set(key, node);
    this.#undo?.push(() => family.nodes.delete(key));
    return node;
  }

  #record(node: Node): void {
    const reader = this.#running[this.#running.length - 1];
    // Reading the same thing in a row is common; other repetitions only cost their place in the list.
    if (reader === undefined || reader.reads[reader.reads.length - 1] === node) return;
    reader.reads.push(node);
    if (addReader(node, reader)) this.#undo?.push(() => removeReader(node, reader));
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
    for (const reader of readersOf(node)) if (!(node.cyclic && reader.cyclic)) this.#mark(reader, State.Dirty);
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
      if (!wasClean) continue;
      if (node.family.settles) this.#unsettled.push(node);
      else for (const reader of readersOf(node)) work.push([reader, State.Check]);
    }
  }

  /** One that is settled may outdate another, also one that was settled before. */
  #settle(): void {
    for (let next = this.#unsettled.pop(); next; next = this.#unsettled.pop()) if (next.state !== State.Clean) this.#refresh(next);
  }

  #refresh(node: Node): void {
    if (node.state === State.Check) {
      for (const read of node.reads) {
        // A read that is being computed right now means a cycle: only running again can tell.
        if (read.computing) this.#setState(node, State.Dirty);
        else if (read.state !== State.Clean) this.#refresh(read);
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
    const { run, name, equal, cycle } = node.family;
    if (!run) return;
    const before = node.reads;
    node.reads = [];
    this.#undo?.push(() => {
      node.reads = before;
    });
    node.computing = true;
    node.cyclic = false;
    this.#running.push(node);
    this.#runs.set(name, (this.#runs.get(name) ?? 0) + 1);
    let value: unknown;
    try {
      value = run(node.key);
    } finally {
      this.#running.pop();
      node.computing = false;
      this.#forget(node, before);
    }
    if (node.cyclic && cycle) value = cycle(node.key);
    this.#setState(node, State.Clean);
    if (!node.computed || !equal(node.value, value)) this.#assign(node, value);
  }

  /** Takes a node off the readers of what it no longer reads. */
  #forget(node: Node, before: Node[]): void {
    if (sameItems(before, node.reads)) {
      node.reads = before;
      return;
    }
    // A copy has no room to grow, which is most of what a short list takes.
    node.reads = node.reads.slice();
    if (before.length === 0) return;
    const kept = new Set(node.reads);
    for (const read of before) {
      if (kept.has(read) || !removeReader(read, node)) continue;
      this.#undo?.push(() => addReader(read, node));
    }
  }

  #enterCycle(node: Node): unknown {
    const { cycle, name } = node.family;
    if (!cycle) throw new Error(`${name}(${node.key}) depends on itself`);
    for (let i = this.#running.length - 1; i >= 0; i--) {
      const member = this.#running[i];
      if (!member) continue;
      member.cyclic = true;
      if (member === node) break;
    }
    return cycle(node.key);
  }
}

function readersOf(node: Node): Iterable<Node> {
  const { readers } = node;
  if (readers === undefined) return [];
  return readers instanceof Set ? readers : [readers];
}

/** False when it was one already. */
function addReader(node: Node, reader: Node): boolean {
  const { readers } = node;
  if (readers === undefined) node.readers = reader;
  else if (readers instanceof Set) {
    if (readers.has(reader)) return false;
    readers.add(reader);
  } else if (readers === reader) return false;
  else node.readers = new Set([readers, reader]);
  return true;
}

/** False when it was none. */
function removeReader(node: Node, reader: Node): boolean {
  const { readers } = node;
  if (readers instanceof Set) return readers.delete(reader);
  if (readers !== reader) return false;
  node.readers = undefined;
  return true;
}
