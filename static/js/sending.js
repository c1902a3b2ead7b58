// Words and files on their way: on screen in the same moment, kept here until the server has them,
// one after the other in the order of pressing. What is refused goes back to where it was written.
import { apply } from "app/fragments"
import { complain, parse, post } from "app/requests"
import { arrived, keepOnWay, onWay, returnDraft } from "models/drafts"
import { localise } from "models/times"
import { putBack } from "models/trays"

let last = Promise.resolve()
const waiting = new Map() // key → what to do when the connection is back
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }))

addEventListener("online", () => {
  for (const again of waiting.values()) again()
  waiting.clear()
})

// `message`: { key, thread, slot, text, at, url, values: [[name, value]], files, quick, isNote }.
export function send(message) {
  if (!navigator.onLine && !message.isNote) message.whenBack = true
  keepOnWay(message)
  // "Try once more" is offered once: a second press would send the refused words twice.
  if (!message.isNote) document.querySelector("#composer [data-refused]")?.removeAttribute("data-refused")
  const items = draw(message)
  if (message.whenBack) wait(message, items)
  else carry(message, items)
}

// Messages whose answer never came, from an earlier visit.
export function stranded(thread) {
  for (const message of onWay(thread)) {
    const shown = document.querySelector(`#items [data-client-id="${message.key}"]`)
    if (shown && !shown.hasAttribute("data-pending")) arrived(message.key)
    if (shown) continue
    const items = draw(message)
    if (message.whenBack && navigator.onLine) carry(message, items)
    else if (message.whenBack) wait(message, items)
    else fail(items)
  }
}

function carry(message, items) {
  last = last.then(async () => {
    try {
      answered(message, items, await post(message.url, message.values))
    } catch {
      fail(items)
    }
  })
}

function wait(message, items) {
  const failure = items.at(-1).querySelector(".failure")
  const words = failure.querySelector("[data-words]")
  failure.hidden = false
  if (words?.dataset.waiting) words.textContent = words.dataset.waiting
  waiting.set(message.key, () => { failure.hidden = true; carry(message, items) })
}

const fail = (items) => { items.at(-1).querySelector(".failure").hidden = false }

function answered(message, items, { status, html }) {
  arrived(message.key)
  const { thread, slot, text } = message
  if (status === 201) {
    if (message.isNote) items.forEach((item) => item.remove()) // a note has no key to be known by
    return apply(html, { thread })
  }
  items.forEach((item) => item.remove())
  tell("inbox:returning", { thread, slot })
  returnDraft(thread, slot, text)
  if (message.files?.length || message.quick?.length) putBack(thread, message)
  tell("inbox:returned", { thread, slot })
  if (status !== 409 && status !== 422) return complain()
  apply(html, { thread })
  tell("inbox:refused", { thread, composer: parse(html).find((element) => element.id === "composer") })
}

function draw(message) {
  const items = (message.files ?? []).map((file) => one(message, file.key, (item) => show(file, item)))
  if (message.text) items.push(one(message, message.key, (item) => { item.querySelector(".words").textContent = message.text }))
  const final = items.at(-1)
  final.querySelector("[data-again]").addEventListener("click", () => {
    final.querySelector(".failure").hidden = true
    waiting.delete(message.key)
    carry(message, items)
  })
  final.querySelector("[data-reuse]").addEventListener("click", () => {
    arrived(message.key)
    waiting.delete(message.key)
    if (message.files?.length) putBack(message.thread, { files: message.files, quick: [] })
    items.forEach((item) => item.remove())
  })
  return items
}

function one(message, key, fill) {
  const blank = document.querySelector(message.isNote ? "#pending-note" : "#pending-item")
  const item = blank.content.cloneNode(true).firstElementChild
  item.dataset.clientId = key
  item.dataset.at = message.at
  item.querySelector("time").dateTime = message.at
  fill(item)
  const words = item.querySelector(".words")
  if (!words.textContent) words.remove()
  localise(item)
  document.dispatchEvent(new CustomEvent("inbox:pending", { detail: item }))
  return item
}

// A picture by its own address, anything else by its name.
function show({ kind, name, url }, item) {
  const picture = item.querySelector("img[data-file]"), line = item.querySelector("p[data-file]")
  picture.hidden = kind !== "image" || !url
  line.hidden = !picture.hidden
  if (picture.hidden) line.querySelector("span").textContent = name
  else picture.src = url
}

export function makeKey() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16)) // pages without TLS have no randomUUID
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
