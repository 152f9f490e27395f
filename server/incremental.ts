/** A small incremental computation graph: memoised queries that re-run only when something they read has changed. */

type Equal<T> = (a: T, b: T) => boolean;

enum State {
  Clean,
  /** As Clean, but the value was let go. */
  Shed,
  /** Something further down changed; the direct reads may still be equal. */
  Check,
  Dirty,
  /** Never computed. */
  New,
  Computing,
}

/** What the nodes of one input or query have in common. */
interface Family {
  readonly name: string;
  readonly run: ((key: string) => unknown) | undefined;
  readonly equal: Equal<unknown>;
  readonly cycle: ((key: string) => unknown) | undefined;
  readonly settles: boolean;
  readonly sheds: boolean;
  readonly picks: boolean;
  readonly tells: boolean;
  /** How often it ran since the counters were reset. */
  runs: number;
}

/** There are some forty for each file of a workspace, so they are kept small: many have one read and one reader, most have few. */
interface Node {
  readonly family: Family;
  readonly key: string;
  /** Another one of the same key. */
  next: Node | undefined;
  value: unknown;
  state: State;
  /** In the order of reading. */
  reads: Many;
  readers: Many | Set<Node>;
}

/** A list that takes no room for itself while it has less than two items. */
type Many = undefined | Node | Node[];

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
  /**
   * The value may be let go once many others were computed since, and is computed again when somebody asks: for syntax trees and what is made
   * of them, which a large workspace has no room for. Nobody may count on getting the identical value twice.
   */
  readonly sheds?: boolean;
  /**
   * A cheap look into an index: run as soon as the index is another one, so that only those hear of it for whom something else stands there.
   * The index itself settles.
   */
  readonly picks?: boolean;
  /** A trial tells which of its keys have other values, or may have: those that the change reaches, and those that were outdated before. */
  readonly tells?: boolean;
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

/** Stands for a value that was let go. */
const gone: unique symbol = Symbol("gone");

/**
 * How many values of families that shed are kept at first: those of some hundred files. A single pass comes back to few, and what dies young
 * costs nothing. Each that is asked for again makes room for one more, up to a limit: in a large module they are.
 */
const keptValues = 512;
const keptInOnePass = 128;
const mostKept = 4096;

/** A list that grew has room to grow further, which is most of what a short one takes. Only for lists that are compared by their items. */
function exact(list: unknown): unknown {
  if (!Array.isArray(list) || list.length > 16) return list;
  return list.length === 0 ? none : list.slice();
}

const plain = { settles: false, sheds: false, picks: false, tells: false };

export class Graph {
  /** What is being computed, the innermost last. */
  readonly #running: Node[] = [];
  /** What those have read until now, one after the other: the innermost one's reads are the last, from `#from` on. */
  readonly #read: Node[] = [];
  #from = 0;
  /** Members of cycles, which got their values together. They are few. */
  readonly #cyclic = new Set<Node>();
  /** Members of cycles that are still being computed, and where in `#running` the outermost of theirs is: whoever reads them is one, too. */
  readonly #open = new Map<Node, number>();
  readonly #families: Family[] = [];
  /**
   * The first node of each key; the others of a key hang on it. There are few, and who asks for one soon asks for another, so that this is faster
   * than a map for each family, and smaller.
   */
  readonly #byKey = new Map<string, Node>();
  /** The first node of the key that was asked for last. */
  #recent: Node | undefined;
  #undo: (() => void)[] | undefined;
  /** Nodes of families that tell whose values may be others now. */
  readonly #outdated = new Set<Node>();
  /** Outdated nodes of families that settle. */
  #unsettled: Node[] = [];
  /** Nodes of families that shed which have a value, in the order of computing. */
  readonly #shedding = new Set<Node>();
  #kept: number;

  /** True once some query ran. */
  #started = false;

  /** With `once` nothing is set any more after the first query ran: then nobody needs to know what was read, which is a tenth of a scan. */
  constructor(
    readonly once = false,
    kept = once ? keptInOnePass : keptValues,
  ) {
    this.#kept = kept;
  }

  /** A family of values set from outside; `initial` until then. */
  input<T>(name: string, initial: T, equal: Equal<T> = Object.is): Input<T> {
    const family = this.#family({ ...plain, name, run: undefined, equal: equal as Equal<unknown>, cycle: undefined });
    return {
      get: (key) => {
        const it = this.#node(family, key, initial);
        this.#record(it);
        return it.value as T;
      },
      set: (key, value) => {
        const it = this.#node(family, key, initial);
        if (equal(it.value as T, value)) return;
        if (this.once && this.#started) throw new Error(`${name} is set after the only pass began`);
        this.#assign(it, value);
      },
    };
  }

  /** A memoised function of a key. Whatever inputs and queries it reads while it runs are its dependencies. */
  query<T>(name: string, run: (key: string) => T, options: QueryOptions<T> = {}): (key: string) => T {
    const equal = (options.equal ?? Object.is) as Equal<unknown>;
    const family = this.#family({ ...plain, ...options, name, run, equal, cycle: options.cycle });
    return (key) => {
      if (this.#unsettled.length > 0 && this.#running.length === 0) this.#settle();
      const it = this.#node(family, key, undefined);
      this.#record(it);
      if (it.state !== State.Clean) {
        if (it.state === State.Computing) return this.#enterCycle(it) as T;
        this.#refresh(it);
        if (it.state === State.Shed) this.#compute(it);
      }
      if (this.#open.size > 0) this.#joinCycle(it);
      return it.value as T;
    };
  }

  /**
   * Applies `change` (which sets inputs), answers `read`, and puts every node back as it was. `read` is handed the keys of families that tell
   * whose values may be others now. The cost is that of what the change reaches. Trials do not nest.
   */
  trial<T>(change: () => void, read: (reached: ReadonlySet<string>) => T): T {
    if (this.#undo) throw new Error("trials do not nest");
    this.#settle();
    const undo: (() => void)[] = [];
    this.#undo = undo;
    try {
      change();
      this.#settle();
      return read(new Set(Array.from(this.#outdated, (it) => it.key)));
    } finally {
      this.#undo = undefined;
      for (let i = undo.length - 1; i >= 0; i--) undo[i]?.();
      this.#unsettled = [];
    }
  }

  /** How often each query ran since the last `resetRuns`, by name: the counter that tests of incrementality read. */
  get runs(): ReadonlyMap<string, number> {
    const runs = new Map<string, number>();
    for (const it of this.#families) if (it.runs > 0) runs.set(it.name, (runs.get(it.name) ?? 0) + it.runs);
    return runs;
  }

  resetRuns(): void {
    for (const it of this.#families) it.runs = 0;
  }

  #family(of: Omit<Family, "runs">): Family {
    const family: Family = { ...of, runs: 0 };
    this.#families.push(family);
    return family;
  }

  #node(family: Family, key: string, initial: unknown): Node {
    const first = this.#recent?.key === key ? this.#recent : this.#byKey.get(key);
    for (let it = first; it !== undefined; it = it.next) if (it.family === family) return it;
    const state = family.run ? State.New : State.Clean;
    const node: Node = { family, key, next: first?.next, value: initial, state, reads: undefined, readers: undefined };
    if (first === undefined) this.#byKey.set(key, node);
    else first.next = node;
    this.#recent = first ?? node;
    this.#undo?.push(() => this.#forget(node));
    return node;
  }

  #forget(node: Node): void {
    const first = this.#byKey.get(node.key);
    if (first === node) {
      if (node.next === undefined) this.#byKey.delete(node.key);
      else this.#byKey.set(node.key, node.next);
    }
    for (let it = first; it !== undefined; it = it.next) if (it.next === node) it.next = node.next;
    this.#recent = undefined;
  }

  #record(node: Node): void {
    if (this.#running.length === 0 || this.once) return;
    // Reading the same thing in a row is common.
    const { length } = this.#read;
    if (length === this.#from || this.#read[length - 1] !== node) this.#read.push(node);
  }

  #setValue(node: Node, value: unknown): void {
    const before = node.value;
    this.#undo?.push(() => {
      node.value = before;
    });
    node.value = value;
  }

  #assign(node: Node, value: unknown): void {
    this.#setValue(node, value);
    // Members of a cycle got their values together: they do not outdate each other.
    const cyclic = this.#cyclic.has(node);
    for (const reader of readersOf(node)) {
      if (cyclic && this.#cyclic.has(reader)) continue;
      if (reader.family.picks && reader.state === State.Clean) this.#compute(reader);
      else this.#mark(reader, State.Dirty);
    }
  }

  #setState(node: Node, state: State): void {
    const before = node.state;
    this.#undo?.push(() => this.#enter(node, before));
    this.#enter(node, state);
  }

  #enter(node: Node, state: State): void {
    node.state = state;
    if (!node.family.tells) return;
    if (state === State.Check || state === State.Dirty) this.#outdated.add(node);
    else this.#outdated.delete(node);
  }

  #mark(start: Node, state: State): void {
    const work: [Node, State][] = [[start, state]];
    for (let next = work.pop(); next; next = work.pop()) {
      const [node, mark] = next;
      if (node.state >= mark) continue;
      const wasClean = node.state <= State.Shed;
      this.#setState(node, mark);
      if (!wasClean) continue;
      if (node.family.settles) this.#unsettled.push(node);
      else for (const reader of readersOf(node)) work.push([reader, State.Check]);
    }
  }

  /** One that is settled may outdate another, also one that was settled before. */
  #settle(): void {
    for (let next = this.#unsettled.pop(); next; next = this.#unsettled.pop()) this.#refresh(next);
  }

  #refresh(node: Node): void {
    // The value of a member of a cycle does not tell whether there still is one, and its reads lead back to it.
    if (node.state === State.Check && this.#cyclic.has(node)) this.#setState(node, State.Dirty);
    if (node.state === State.Check) {
      for (const read of listOf(node.reads)) {
        // A read that is being computed right now means a cycle: only running again can tell.
        if (read.state !== State.Computing) this.#refresh(read);
        if (read.state === State.Computing || this.#open.has(read)) this.#setState(node, State.Dirty);
        // #compute of a read marks its readers dirty when its value changed.
        if (this.#isDirty(node)) break;
      }
      if (!this.#isDirty(node)) this.#setState(node, node.value === gone ? State.Shed : State.Clean);
    }
    if (node.state > State.Shed) this.#compute(node);
  }

  /** Read through a method because refreshing a read changes the state behind the compiler's back. */
  #isDirty(node: Node): boolean {
    return node.state === State.Dirty;
  }

  #compute(node: Node): void {
    const { run, equal, cycle } = node.family;
    if (!run) return;
    const before = node.state;
    this.#started = true;
    const outer = this.#from;
    this.#from = this.#read.length;
    this.#setState(node, State.Computing);
    this.#setCyclic(node, false);
    this.#running.push(node);
    node.family.runs++;
    let value: unknown;
    let state = before;
    try {
      value = run(node.key);
      state = State.Clean;
    } finally {
      this.#running.pop();
      if (this.#open.size > 0) this.#leaveCycle(node);
      this.#keepReads(node, this.#from);
      this.#read.length = this.#from;
      this.#from = outer;
      this.#setState(node, state);
    }
    if (cycle && this.#cyclic.has(node)) value = cycle(node.key);
    if (equal === sameItems) value = exact(value);
    if (before === State.Shed) {
      if (this.#kept < mostKept) this.#kept++;
      this.#setValue(node, value);
    } else if (before === State.New || node.value === gone || !equal(node.value, value)) this.#assign(node, value);
    if (node.family.sheds) this.#keep(node);
  }

  /** Counts a value in and lets the oldest go when there are too many. Not in a trial, which puts values back itself. */
  #keep(node: Node): void {
    this.#shedding.delete(node);
    this.#shedding.add(node);
    if (this.#undo) return;
    for (const old of this.#shedding) {
      if (this.#shedding.size <= this.#kept) break;
      this.#shedding.delete(old);
      // Members of a cycle are computed together or not at all.
      if (old.state !== State.Clean || this.#cyclic.has(old)) continue;
      old.value = gone;
      old.state = State.Shed;
    }
  }

  #setCyclic(node: Node, cyclic: boolean): void {
    if (this.#cyclic.has(node) === cyclic) return;
    if (cyclic) this.#cyclic.add(node);
    else this.#cyclic.delete(node);
    this.#undo?.push(() => (cyclic ? this.#cyclic.delete(node) : this.#cyclic.add(node)));
  }

  /** Has what a node read this time (`#read` from `from` on) know its reader, and what it no longer reads forget it. */
  #keepReads(node: Node, from: number): void {
    const before = listOf(node.reads);
    const { length } = this.#read;
    if (before.length === length - from && before.every((it, i) => it === this.#read[from + i])) return;
    const stale = before.length === 0 ? undefined : new Set(before);
    // What is read twice is kept once, at the first place.
    let to = from;
    for (let i = from; i < length; i++) {
      const read = this.#read[i];
      if (read === undefined) continue;
      if (!stale?.delete(read)) {
        if (!addReader(read, node)) continue;
        this.#undo?.push(() => removeReader(read, node));
      }
      this.#read[to++] = read;
    }
    for (const read of stale ?? none) {
      removeReader(read, node);
      this.#undo?.push(() => addReader(read, node));
    }
    const old = node.reads;
    this.#undo?.push(() => {
      node.reads = old;
    });
    node.reads = to - from < 2 ? (to > from ? this.#read[from] : undefined) : this.#read.slice(from, to);
  }

  #enterCycle(node: Node): unknown {
    const { cycle, name } = node.family;
    if (!cycle) throw new Error(`${name}(${node.key}) depends on itself`);
    this.#open.set(node, Math.min(this.#open.get(node) ?? Number.POSITIVE_INFINITY, this.#running.lastIndexOf(node)));
    this.#joinCycle(node);
    return cycle(node.key);
  }

  /** What is being computed reads this node: where that is a member of an open cycle, so is all that was begun since the outermost one. */
  #joinCycle(node: Node): void {
    const outermost = this.#open.get(node);
    if (outermost === undefined) return;
    for (let i = outermost; i < this.#running.length; i++) {
      const member = this.#running[i];
      if (!member) continue;
      this.#setCyclic(member, true);
      this.#open.set(member, Math.min(this.#open.get(member) ?? outermost, outermost));
    }
  }

  /** This node is computed: the cycles that it was the outermost of are closed, and those of its members that reach further out stay open. */
  #leaveCycle(node: Node): void {
    const depth = this.#running.length;
    const outermost = this.#open.get(node) ?? depth;
    for (const [member, from] of this.#open) {
      if (from < depth) continue;
      if (outermost < depth) this.#open.set(member, outermost);
      else this.#open.delete(member);
    }
  }
}

const none: readonly Node[] = [];

function listOf(many: Many): readonly Node[] {
  return many === undefined ? none : Array.isArray(many) ? many : [many];
}

function readersOf(node: Node): Iterable<Node> {
  return node.readers instanceof Set ? node.readers : listOf(node.readers);
}

/** More readers than this are kept as a set. */
const fewReaders = 12;

/** False when it was one already. */
function addReader(node: Node, reader: Node): boolean {
  const { readers } = node;
  if (readers === undefined) node.readers = reader;
  else if (readers instanceof Set) {
    if (readers.has(reader)) return false;
    readers.add(reader);
  } else if (!Array.isArray(readers)) {
    if (readers === reader) return false;
    node.readers = [readers, reader];
  } else {
    if (readers.includes(reader)) return false;
    if (readers.length < fewReaders) node.readers = readers.concat(reader);
    else node.readers = new Set(readers).add(reader);
  }
  return true;
}

/** False when it was none. */
function removeReader(node: Node, reader: Node): boolean {
  const { readers } = node;
  if (readers instanceof Set) return readers.delete(reader);
  const left = listOf(readers).filter((it) => it !== reader);
  if (left.length === listOf(readers).length) return false;
  node.readers = left.length < 2 ? left[0] : left;
  return true;
}
