// <section id="list"><ul id="rows" data-view data-sort><li class="row" data-views data-by-deadline>…</ul></section>
// Rows change in place at once. Their order does not move under the pointer or while keys are used:
// then a pill counts what waits.
import { mark } from "app/navigation"
import { openThread } from "app/fragments"
import { morph } from "models/morph"
import { readDraft } from "models/drafts"

const CALM = 1500 // milliseconds after the last key

export default class List {
  #listening = new AbortController()
  #waiting = new Map()
  #hovered = false
  #keyAt = 0
  #timer = null
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    const on = (target, name, act) => target.addEventListener(name, act, { signal })
    on(this.element, "pointerenter", (event) => { this.#hovered = event.pointerType === "mouse" })
    on(this.element, "pointerleave", () => { this.#hovered = false; this.#settle() })
    on(this.element, "keydown", () => this.#touched())
    on(this.element, "click", (event) => { if (event.target.closest("#updates")) this.#settle(true) })
    on(document, "inbox:piece", (event) => this.#piece(event))
    on(document, "inbox:moved", () => { this.#touched(); this.#sweep() })
    on(document, "inbox:opened", () => this.#sweep())
    on(document, "inbox:listed", () => { this.#waiting.clear(); this.#pill(); this.#drafts() })
    on(document, "inbox:draft", ({ detail }) => this.#draft(detail.thread))
    on(document.body, "htmx:afterSwap", ({ detail }) => { if (detail.target.closest?.("#list")) mark() })
    this.#drafts()
  }

  disconnect() { this.#listening.abort(); clearTimeout(this.#timer) }

  get #rows() { return this.element.querySelector("#rows") }
  get #frozen() { return this.#hovered || Date.now() - this.#keyAt < CALM }

  #touched() {
    this.#keyAt = Date.now()
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#settle(), CALM + 20)
  }

  #piece(event) {
    const row = event.detail.element
    if (!row.matches(".row")) return
    event.preventDefault()
    const shown = document.getElementById(row.id)
    if (shown) morph(shown, row)
    if (shown) this.#draft(row.dataset.id)
    const stays = this.#belongs(row)
    if (shown) shown.toggleAttribute("data-gone", !stays)
    if (!shown && !stays) return
    if (shown && stays && this.#isInPlace(shown)) return this.#waiting.delete(row.id)
    this.#waiting.set(row.id, shown ?? document.importNode(row, true))
    this.#frozen ? this.#pill() : this.#settle()
  }

  #belongs(row) {
    const { view, find } = this.#rows.dataset
    const isMine = row.dataset.assignee === document.body.dataset.member
    return row.dataset.views.split(" ").includes(view) && (view !== "mine" || isMine) && (!find || row.isConnected)
  }

  #order(row) { return (this.#rows.dataset.sort === "deadline" ? row.dataset.byDeadline : row.dataset.byNewest) ?? "" }

  #isInPlace(row) {
    const above = row.previousElementSibling, below = row.nextElementSibling
    const isAfter = !above || this.#order(above) <= this.#order(row)
    return isAfter && (!below || below.id === "rows-more" || this.#order(row) <= this.#order(below))
  }

  #settle(asked = false) {
    if (this.#frozen && !asked) return
    for (const [id, row] of this.#waiting) {
      if (!this.#belongs(row)) this.#remove(row)
      else this.#insert(document.getElementById(id) ?? row)
    }
    this.#waiting.clear()
    this.#pill()
    this.#divide()
    mark()
  }

  #insert(row) {
    const others = [...this.#rows.children].filter((other) => other !== row && other.id !== "rows-more")
    const below = others.find((other) => this.#order(other) > this.#order(row))
    const more = this.#rows.querySelector("#rows-more")
    if (!below && more && !row.isConnected) return // it belongs to a page that is not loaded yet
    const focused = row.contains(document.activeElement)
    this.#rows.insertBefore(row, below ?? more)
    if (focused) row.querySelector(".row-name").focus({ preventScroll: true })
    this.#draft(row.dataset.id)
  }

  // The open row stays, dimmed, until one moves on: so that nothing is skipped.
  #remove(row) {
    if (row.dataset.id !== openThread()) row.remove()
  }

  #sweep() {
    if (this.#frozen && this.#hovered) return
    for (const row of this.#rows.querySelectorAll(".row[data-gone]")) {
      if (!row.contains(document.activeElement)) this.#remove(row)
    }
    this.#divide()
  }

  // "You answered" stands only between the two kinds; the empty words only when there is no row.
  #divide() {
    const rows = [...this.#rows.querySelectorAll(".row")]
    document.querySelector("#list-empty").hidden = rows.length > 0
    const answered = rows.find((row) => row.dataset.byDeadline.startsWith("2"))
    const divider = this.#rows.querySelector("#answered")
    if (!divider) return
    divider.hidden = !answered
    if (answered && answered.previousElementSibling !== divider) answered.before(divider)
  }

  #pill() {
    const pill = this.element.querySelector("#updates"), count = this.#waiting.size
    pill.hidden = !count
    pill.textContent = count === 1 ? pill.dataset.one : pill.dataset.many.replace("{n}", count)
  }

  #drafts() { for (const row of this.#rows.querySelectorAll(".row")) this.#draft(row.dataset.id) }

  // A saved draft takes the snippet's place.
  #draft(id) {
    const snippet = document.querySelector(`#row-${id} .snippet`)
    if (!snippet) return
    snippet.parentElement.querySelector(".snippet[data-draft]")?.remove()
    const text = id === openThread() ? "" : readDraft(id, "message") || readDraft(id, "note")
    snippet.hidden = Boolean(text)
    if (!text) return
    const draft = document.createElement("span")
    draft.className = "snippet"
    draft.dataset.draft = ""
    draft.append(document.querySelector("#list-draft").content.cloneNode(true), ` ${text}`)
    snippet.after(draft)
  }
}
