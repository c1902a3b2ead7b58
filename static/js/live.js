// The socket: joins, applies what comes, and after a gap asks for everything shown again.
import { settled } from "app/controllers"
import { apply, openThread } from "app/fragments"
import { get } from "app/requests"
import { refetch, refetchViews, close as closeThread } from "app/navigation"
import { setClock } from "models/clock"
import { forget, misses, moved } from "models/numbers"

const SIGNED_OUT = 4401, STRANGER = 4404
const SPREAD = 2000 // milliseconds within which pages that show the same row ask for it
const BEHIND_AFTER = 5000, GAP_WAIT = 500, COUNTS_EVERY = 2000, AWAY = 60000 // milliseconds
let socket = null
let attempt = 0
let retry = null
let behind = null
let gap = null
let counting = null
let hiddenAt = 0
let wasBehind = false
const root = document.documentElement
const strip = (name) => document.dispatchEvent(new CustomEvent("inbox:strip", { detail: name }))

export function connect() {
  open()
  addEventListener("online", now)
  addEventListener("focus", now)
  document.addEventListener("visibilitychange", seen)
  document.addEventListener("inbox:opened", tell)
  document.addEventListener("inbox:turned", ({ detail }) => setTimeout(turned, Math.random() * SPREAD, detail))
}

function open() {
  clearTimeout(retry)
  const scheme = location.protocol === "https:" ? "wss:" : "ws:"
  socket = new WebSocket(`${scheme}//${location.host}${document.body.dataset.live}`)
  socket.addEventListener("open", () => tell())
  socket.addEventListener("message", ({ data }) => receive(JSON.parse(data)))
  socket.addEventListener("close", lost)
}

function now() {
  if (socket.readyState !== WebSocket.CLOSED) return
  attempt = 0
  open()
}

function seen() {
  if (document.hidden) hiddenAt = Date.now()
  else if (Date.now() - hiddenAt > AWAY) catchUp()
  if (!document.hidden) now()
}

// Say which thread is open.
function tell() {
  if (socket.readyState !== WebSocket.OPEN) return
  const id = openThread()
  if (id) forget(`thread.${id}`)
  socket.send(JSON.stringify({ open: id ? Number(id) : null }))
}

function receive(frame) {
  setClock(frame.now)
  if (frame.type === "joined") joined(frame)
  else if (frame.type === "pieces") pieces(frame)
}

async function joined({ group, number, changed_at: changedAt }) {
  if (group.startsWith("workspace.")) live()
  const thread = group.startsWith("thread.") ? document.querySelector("#thread") : null
  if (group.startsWith("thread.") && group !== `thread.${openThread()}`) return // left meanwhile
  const page = (thread ?? document.documentElement).dataset.now
  const hasMoved = moved(group, number)
  // A second and a half for clocks that differ: better to read once too often.
  const sincePage = changedAt && Date.parse(changedAt) > Date.parse(page) - 1500
  if (hasMoved ?? sincePage) catchUp()
  await settled() // what is pressed from here on is heard
  if (thread) thread.dataset.joined = ""
}

function pieces({ group, number, html }) {
  if (number && misses(group, number)) gap ??= setTimeout(catchUp, GAP_WAIT)
  apply(html, { number, thread: group.startsWith("thread.") ? group.slice(7) : null })
  if (document.querySelector("#views")) counting ??= setTimeout(count, COUNTS_EVERY)
}

async function count() {
  counting = null
  await refetchViews().catch(() => {})
}

// Time alone moved a row: ask for it, so that it finds its place and the views their numbers.
async function turned(id) {
  const row = document.querySelector(`#row-${id}`)
  if (row) apply(await get(row.dataset.url).catch(() => ""))
  counting ??= setTimeout(count, COUNTS_EVERY)
}

async function catchUp() {
  clearTimeout(gap)
  gap = null
  await Promise.all([refetch().catch(() => {}), refetchStopped().catch(() => {})])
}

// What is stopped, and the switches that this page shows.
async function refetchStopped() {
  const query = new URLSearchParams([...document.querySelectorAll("[data-switch]")].map((each) => ["of", each.dataset.switch]))
  apply(await get(`${document.querySelector("#stopped").dataset.url}?${query}`))
}

function live() {
  attempt = 0
  clearTimeout(behind)
  behind = null
  root.dataset.ready = ""
  strip(wasBehind ? "back" : "none")
  wasBehind = false
}

function lost({ code }) {
  delete root.dataset.ready
  if (code === SIGNED_OUT) return location.assign(document.body.dataset.signIn)
  if (code === STRANGER) closeThread()
  behind ??= setTimeout(() => { wasBehind = true; strip("behind") }, BEHIND_AFTER)
  const wait = Math.min(30000, 1000 * 2 ** attempt) * (0.5 + Math.random() / 2)
  attempt += 1
  retry = setTimeout(open, wait)
}
