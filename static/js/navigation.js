// Opening views and threads without a new page; the address stays true, so plain loads and Back work.
import { apply, openThread } from "app/fragments"
import { get, parse } from "app/requests"
import { tick } from "models/clock"
import { children } from "models/morph"
import { localise } from "models/times"

const list = () => document.querySelector("#rows")
export const view = () => list().dataset.view
const pane = () => document.querySelector("#pane")
const threadUrl = (id, slug = view()) => `/inbox/${slug}/t/${id}/`
const viewUrl = (slug = view()) => `/inbox/${slug}/`
const said = () => document.dispatchEvent(new CustomEvent("inbox:opened"))
let asked = 0 // only the latest request may fill the pane

export function listen() {
  document.addEventListener("click", clicked)
  addEventListener("popstate", () => follow(location.pathname))
  mark()
}

function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target.closest(".row-name, .view-link, .notice-link, [data-close]")
  if (!link) return
  event.preventDefault()
  if (link.matches(".row-name")) open(link.closest(".row").dataset.id)
  else if (link.matches(".notice-link")) open(link.dataset.id, { push: link.dataset.id !== openThread() })
  else if (link.matches(".view-link")) openView(link.dataset.view)
  else close()
}

export async function open(id, { push = true } = {}) {
  if (push && openThread() === String(id)) return
  if (push) history.pushState(null, "", threadUrl(id))
  mark(id)
  const turn = ++asked
  const busy = setTimeout(() => pane().setAttribute("aria-busy", "true"), 150)
  try {
    const html = await get(threadUrl(id))
    if (turn === asked) fill(parse(html))
  } catch (error) {
    if (turn === asked) broken(id, error)
  } finally {
    clearTimeout(busy)
    pane().removeAttribute("aria-busy")
  }
}

export function close({ push = true } = {}) {
  asked += 1
  const id = openThread()
  if (push) history.pushState(null, "", viewUrl())
  fill([...blank("pane-empty").children])
  mark(null)
  if (id) document.querySelector(`#row-${id} .row-name`)?.focus({ preventScroll: true })
}

export async function openView(slug, { push = true, thread = null } = {}) {
  document.querySelector("#views").matches(":popover-open") && document.querySelector("#views").hidePopover()
  try {
    const html = await get(`/inbox/${slug}/rows/`)
    document.querySelector("#list").replaceChildren(...parse(html))
  } catch {
    return location.assign(thread ? threadUrl(thread, slug) : viewUrl(slug))
  }
  if (push) history.pushState(null, "", viewUrl(slug))
  for (const link of document.querySelectorAll(".view-link")) {
    link.toggleAttribute("aria-current", link.dataset.view === slug)
    if (link.dataset.view === slug) link.setAttribute("aria-current", "page")
  }
  htmx.process(document.querySelector("#list"))
  localise(document.querySelector("#list"))
  tick()
  if (thread) await open(thread, { push: false })
  else close({ push: false })
  document.dispatchEvent(new CustomEvent("inbox:listed"))
}

// The same as what is shown, read again: nothing that a person is doing is disturbed.
export async function refetch() {
  if (!list()) return // a page without conversations
  const id = openThread()
  await Promise.all([refetchList(), refetchViews(), id && refetchThread(id)])
  tick()
}

async function refetchList() {
  const { rowsUrl, find } = list().dataset
  const query = new URLSearchParams({ rows: list().querySelectorAll(".row").length, q: find })
  const wanted = document.createElement("section")
  wanted.append(...parse(await get(`${rowsUrl}?${query}`)))
  localise(wanted)
  if (wanted.querySelector("#rows").dataset.view !== view()) return
  const found = document.querySelector("#find")?.value
  children(document.querySelector("#list"), wanted)
  if (found) document.querySelector("#find").value = found
  htmx.process(document.querySelector("#list"))
  document.dispatchEvent(new CustomEvent("inbox:listed"))
  mark(openThread())
}

export async function refetchViews() {
  for (const piece of parse(await get(list().dataset.countsUrl))) {
    if (["views", "notices", "failures-badge"].includes(piece.id)) children(document.getElementById(piece.id), piece)
  }
}

async function refetchThread(id) {
  const items = document.querySelectorAll("#items > .item").length
  const html = await get(`${threadUrl(id)}?items=${items}`)
  if (openThread() !== id) return
  const wanted = document.createElement("section")
  wanted.append(...parse(html))
  localise(wanted)
  document.dispatchEvent(new CustomEvent("inbox:refetched", { detail: wanted }))
  htmx.process(pane())
}



function fill(elements) {
  pane().replaceChildren(...elements)
  htmx.process(pane())
  localise(pane())
  tick()
  const title = document.querySelector("#thread")?.dataset.title ?? document.querySelector("#list-title").textContent
  document.title = `${title} · ${document.title.split(" · ").at(-1)}`
  mark(openThread())
  said()
}

function broken(id, error) {
  const card = blank("pane-broken")
  card.querySelector("[data-words]").textContent = error.message
  card.querySelector("[data-retry]").addEventListener("click", () => open(id, { push: false }))
  pane().replaceChildren(card)
  said()
}

// Marks the open row, and makes it the list's one tab stop.
export function mark(id = openThread()) {
  const rows = [...document.querySelectorAll("#rows > .row")]
  for (const row of rows) {
    const isOpen = row.dataset.id === String(id)
    if (isOpen) row.setAttribute("aria-current", "true")
    else row.removeAttribute("aria-current")
  }
  const stop = rows.find((row) => row.dataset.id === String(id)) ?? rows[0]
  for (const row of rows) row.querySelector(".row-name").tabIndex = row === stop ? 0 : -1
}

// Moves the focus along the rows.
export function step(by) {
  const rows = [...document.querySelectorAll("#rows > .row")]
  const focused = rows.findIndex((row) => row.contains(document.activeElement))
  const from = focused >= 0 ? focused : rows.findIndex((row) => row.hasAttribute("aria-current"))
  const to = rows[Math.min(rows.length - 1, Math.max(0, from + by))]
  if (!to) return
  for (const row of rows) row.querySelector(".row-name").tabIndex = row === to ? 0 : -1
  to.querySelector(".row-name").focus()
  to.scrollIntoView({ block: "nearest" })
  document.dispatchEvent(new CustomEvent("inbox:moved"))
}

function follow(path) {
  const [, slug, id] = path.match(/^\/inbox\/([\w-]+)\/(?:t\/(\d+)\/)?$/) ?? []
  if (!slug) return location.reload()
  if (slug !== view()) return openView(slug, { push: false, thread: id })
  return id ? open(id, { push: false }) : close({ push: false })
}

function blank(name) {
  return document.querySelector(`#${name}`).content.cloneNode(true)
}
