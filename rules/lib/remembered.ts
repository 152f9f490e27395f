/** Pure facts of things that do not change, such as subjects and values: made once, and kept as long as the thing is. */
export function remembered<K extends object, T>(make: (of: K) => T): (of: K) => T {
  const made = new WeakMap<K, { readonly fact: T }>();
  return (of) => {
    let found = made.get(of);
    if (found === undefined) {
      found = { fact: make(of) };
      made.set(of, found);
    }
    return found.fact;
  };
}
