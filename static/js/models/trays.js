// The files and quick replies of each thread's next message, kept in this browser with their ids.
// What is still being uploaded is here too, and leaves when it is done, refused or cancelled.
const EMPTY = { files: [], quick: [] }
const trays = new Map()
const keyOf = (thread) => `tray:${document.body.dataset.member}:${thread}`

export function trayOf(thread) {
  if (!trays.has(thread)) trays.set(thread, { ...EMPTY, ...read(thread) })
  return trays.get(thread)
}

export function change(thread, { files, quick }) {
  const tray = trayOf(thread)
  if (files) tray.files = files
  if (quick) tray.quick = quick
  keep(thread, tray)
  document.dispatchEvent(new CustomEvent("inbox:tray", { detail: { thread } }))
}

// What goes with the next message; quick replies need words to stand under.
export function take(thread, { hasText }) {
  const { files, quick } = trayOf(thread)
  const taken = { files: files.filter((file) => file.id), quick: hasText ? quick : [] }
  change(thread, { files: files.filter((file) => !file.id), quick: hasText ? [] : quick })
  return taken
}

export const isUploading = (thread) => trayOf(thread).files.some((file) => !file.id && !file.problem)

// Refused: what was taken comes back, before what was added since.
export function putBack(thread, { files, quick }) {
  const tray = trayOf(thread)
  change(thread, { files: [...files, ...tray.files], quick: tray.quick.length ? tray.quick : quick })
}

function read(thread) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(thread)) ?? "{}")
  } catch {
    return {} // storage is off, or holds something else: an empty tray
  }
}

function keep(thread, { files, quick }) {
  const kept = files.filter((file) => file.id).map(({ id, key, kind, name, size, url }) => ({ id, key, kind, name, size, url }))
  try {
    if (kept.length || quick.length) localStorage.setItem(keyOf(thread), JSON.stringify({ files: kept, quick }))
    else localStorage.removeItem(keyOf(thread))
  } catch {
    // no room: the tray lasts as long as the page
  }
}
