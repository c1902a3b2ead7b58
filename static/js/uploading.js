// Files on their way to the server, with progress. They go on while the person looks elsewhere.
import { makeKey } from "app/sending"
import { change, trayOf } from "models/trays"

const running = new Map() // key → request
const headers = () => JSON.parse(document.body.getAttribute("hx-headers"))

// `broken` are the words for an upload that got no answer; {name} is filled.
export function upload(thread, url, file, broken) {
  const item = { key: makeKey(), name: file.name, size: file.size, kind: file.type.split("/")[0], progress: 0 }
  change(thread, { files: [...trayOf(thread).files, item] })
  const request = new XMLHttpRequest() // fetch tells nothing of progress
  running.set(item.key, request)
  request.open("POST", url)
  for (const [name, value] of Object.entries(headers())) request.setRequestHeader(name, value)
  request.responseType = "json"
  request.upload.onprogress = ({ loaded, total }) => update(thread, item, { progress: loaded / total })
  request.upload.onload = () => { item.isWhole = true }
  request.onload = () => settle(thread, item, request, { url, broken })
  request.onerror = () => settle(thread, item, request, { url, broken })
  const body = new FormData()
  body.append("key", item.key)
  body.append("file", file)
  request.send(body)
}

function settle(thread, item, { response }, { url, broken }) {
  running.delete(item.key)
  // A session that ended leads to the sign-in page: an answer that is no file is none at all.
  if (!response?.id) return update(thread, item, { problem: response?.detail ?? broken.replace("{name}", item.name) })
  if (!trayOf(thread).files.includes(item)) return forget(url, response.id)
  update(thread, item, { ...response, key: item.key, progress: 1 })
}

function update(thread, item, changes) {
  if (!trayOf(thread).files.includes(item)) return // removed meanwhile
  Object.assign(item, changes)
  change(thread, {})
}

// Takes a file out of the tray: stops its upload, or lets the server forget it. Once every byte is
// there the server keeps it whatever happens here, so the answer is awaited for its id.
export function drop(thread, url, key) {
  const item = trayOf(thread).files.find((file) => file.key === key)
  change(thread, { files: trayOf(thread).files.filter((file) => file.key !== key) })
  if (item?.id) return forget(url, item.id)
  if (item?.isWhole) return
  running.get(key)?.abort()
  running.delete(key)
}

function forget(url, id) {
  fetch(`${url}${id}/`, { method: "DELETE", headers: { "HX-Request": "true", ...headers() } }).catch(() => {}) // the server tidies up by itself
}
