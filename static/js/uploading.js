// Files on their way to the server, with progress. They go on while the person looks elsewhere.
import { makeKey } from "app/sending"
import { change, trayOf } from "models/trays"

const running = new Map() // key → request

// `broken` are the words for an upload that got no answer; {name} is filled.
export function upload(thread, url, file, broken) {
  const item = { key: makeKey(), name: file.name, size: file.size, kind: file.type.split("/")[0], progress: 0 }
  change(thread, { files: [...trayOf(thread).files, item] })
  const request = new XMLHttpRequest() // fetch tells nothing of progress
  running.set(item.key, request)
  request.open("POST", url)
  for (const [name, value] of Object.entries(JSON.parse(document.body.getAttribute("hx-headers")))) request.setRequestHeader(name, value)
  request.responseType = "json"
  request.upload.onprogress = ({ loaded, total }) => update(thread, item, { progress: loaded / total })
  request.onload = () => settle(thread, item, request, broken)
  request.onerror = () => update(thread, item, { problem: broken.replace("{name}", file.name) })
  const body = new FormData()
  body.append("key", item.key)
  body.append("file", file)
  request.send(body)
}

function settle(thread, item, { status, response }, broken) {
  running.delete(item.key)
  if (status === 201 || status === 200) update(thread, item, { ...response, key: item.key, progress: 1 })
  else update(thread, item, { problem: response?.detail ?? broken.replace("{name}", item.name) })
}

function update(thread, item, changes) {
  if (!trayOf(thread).files.includes(item)) return // removed meanwhile
  Object.assign(item, changes)
  change(thread, {})
}

// Takes a file out of the tray: stops its upload, or lets the server forget it.
export function drop(thread, url, key) {
  const item = trayOf(thread).files.find((file) => file.key === key)
  running.get(key)?.abort()
  running.delete(key)
  change(thread, { files: trayOf(thread).files.filter((file) => file.key !== key) })
  if (!item?.id) return
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) }
  fetch(`${url}${item.id}/`, { method: "DELETE", headers }).catch(() => {}) // the server tidies up by itself
}
