// How much a text or a file holds, and whether a channel takes the file.
const encoder = new TextEncoder()
const KILOBYTE = 1024

export const bytesOf = (text) => encoder.encode(text).length

export function sizeWords(bytes) {
  if (bytes < KILOBYTE) return `${bytes} B`
  if (bytes < KILOBYTE * KILOBYTE) return `${Math.round(bytes / KILOBYTE)} KB`
  return `${(bytes / KILOBYTE / KILOBYTE).toFixed(1)} MB`
}

// `limits` is the channel's table as the page got it: { image: { types, size }, … }. Null when the
// file may go, else why not, for the words on the page.
export function problemOf(file, limits) {
  const limit = Object.values(limits).find(({ types }) => types.includes(file.type))
  if (!limit) {
    const types = Object.values(limits).flatMap(({ types }) => types.map((type) => type.split("/")[1].replace(/^x-/, "")))
    return { code: "type", name: file.name, type: file.type || "?", types: [...new Set(types)].join(", ") }
  }
  if (file.size <= limit.size) return null
  return { code: "size", name: file.name, over: sizeWords(file.size - limit.size), limit: sizeWords(limit.size) }
}
