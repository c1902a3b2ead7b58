// Every group of the server counts its changes. A number that is left out was missed; a piece with a
// lower number than the one shown was read earlier, and is older.
const groups = new Map()
const shown = new Map()

// Whether the piece `id` may be shown; 0 numbers what time alone changed, or our own request.
export function isNewer(id, number) {
  if (!number) return true
  if (number < (shown.get(id) ?? 0)) return false
  shown.set(id, number)
  return true
}

// Whether a change of `group` was missed before this one.
export function misses(group, number) {
  const last = groups.get(group)
  groups.set(group, Math.max(number, last ?? 0))
  return last !== undefined && number > last + 1
}

// Whether `group` moved while nobody listened; null when it is joined for the first time.
export function moved(group, number) {
  const last = groups.get(group)
  groups.set(group, number)
  return last === undefined ? null : last !== number
}

// Another thread was opened: what is known of old ones is of no use.
export function forget(group) {
  groups.delete(group)
}
