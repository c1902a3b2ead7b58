// <article id="thread"><div id="timeline"><ol id="items"><li class="item" data-at data-author>…</ol></div></article>
// New items find their place by time; what one reads does not move.
import { post } from "app/requests"
import { openThread } from "app/fragments"
import { children, morph } from "models/morph"
import { localDay, localise } from "models/times"

const NEAR = 100 // pixels from the end that count as being there
const GROUP_WITHIN = 300000 // milliseconds

export default class Timeline {
  #listening = new AbortController()
  #below = 0
  constructor(element) { this.thread = element }

  connect() {
    const { signal } = this.#listening
    const on = (target, name, act) => target.addEventListener(name, act, { signal })
    this.scroller = this.thread.querySelector("#timeline")
    this.pill = this.thread.querySelector("#newer")
    on(document, "inbox:piece", (event) => this.#piece(event))
    on(document, "inbox:pending", ({ detail }) => this.#add(detail))
    on(document, "inbox:refetched", ({ detail }) => this.#refetched(detail))
    on(document.body, "htmx:afterSettle", () => this.#arrange())
    on(this.pill, "click", () => this.#toEnd())
    on(this.scroller, "scroll", () => { if (this.#isAtEnd) this.#seen() })
    on(document, "visibilitychange", () => { if (!document.hidden) this.#read() })
    this.#arrange()
    this.thread.querySelector("#new")?.scrollIntoView({ block: "nearest" })
    this.thread.dataset.lined = ""
    document.dispatchEvent(new CustomEvent("inbox:lined"))
  }

  disconnect() { this.#listening.abort() }

  get #items() { return this.thread.querySelector("#items") }
  get #isAtEnd() { return this.scroller.scrollTop > -NEAR } // the scroller is reversed: 0 is its end

  #piece(event) {
    const item = event.detail.element
    if (!item.matches(".item")) return
    event.preventDefault()
    this.#place(item)
  }

  #place(item) {
    const sent = item.dataset.clientId && this.#items.querySelector(`[data-client-id="${item.dataset.clientId}"]`)
    const shown = document.getElementById(item.id) ?? sent
    if (!shown) return this.#add(document.importNode(item, true))
    if (shown.hasAttribute("data-pending")) this.#swap(shown, item)
    else morph(shown, item)
    this.#arrange()
  }

  #swap(shown, item) {
    shown.removeAttribute("data-pending")
    shown.id = item.id
    morph(shown, item)
  }

  #add(item) {
    const before = this.#items.scrollHeight, top = this.scroller.scrollTop, wasAtEnd = this.#isAtEnd
    const items = [...this.#items.querySelectorAll(":scope > .item")]
    const above = items.findLast((other) => Date.parse(other.dataset.at) <= Date.parse(item.dataset.at))
    if (!above && this.#items.querySelector("#older")) return // it belongs to a page not loaded yet
    item.dataset.new = ""
    if (above) above.after(item)
    else this.#items.append(item)
    this.#arrange()
    const isLast = item === this.#items.lastElementChild
    if (item.hasAttribute("data-pending")) this.#toEnd()
    else if (!wasAtEnd && isLast) this.#notice(top - (this.#items.scrollHeight - before))
    if (item.dataset.side === "in") this.#heard(item)
  }

  // Something came below what is read: stay, and say so.
  #notice(top) {
    this.scroller.scrollTop = top
    this.#below += 1
    this.pill.hidden = false
    this.pill.textContent = this.#below === 1 ? this.pill.dataset.one : this.pill.dataset.many.replace("{n}", this.#below)
  }

  #heard(item) {
    const name = this.thread.dataset.title
    document.querySelector("#say-polite").textContent = `${name}: ${item.querySelector(".bubble")?.textContent ?? ""}`
    this.thread.dataset.unread = Number(this.thread.dataset.unread) + 1
    this.#read()
  }

  #read() {
    if (document.hidden || !this.#isAtEnd || this.thread.dataset.unread === "0") return
    this.thread.dataset.unread = "0"
    post(this.thread.dataset.readsUrl, {}).catch(() => { this.thread.dataset.unread = "1" })
  }

  #toEnd() {
    this.scroller.scrollTop = 0
    this.#seen()
  }

  #seen() {
    this.#below = 0
    this.pill.hidden = true
    this.#read()
  }

  #refetched(wanted) {
    const thread = wanted.querySelector("#thread")
    if (thread?.dataset.thread !== openThread()) return
    const pending = [...this.#items.querySelectorAll("[data-pending]")]
    const top = this.scroller.scrollTop
    for (const id of ["thread-header", "items", "composer"]) {
      morph(document.getElementById(id), wanted.querySelector(`#${id}`))
    }
    const contact = wanted.querySelector("#contact")
    if (contact) children(document.querySelector("#contact"), contact)
    for (const item of pending) {
      if (!this.#items.querySelector(`[data-client-id="${item.dataset.clientId}"]`)) this.#items.append(item)
    }
    this.scroller.scrollTop = top
    this.#arrange()
  }

  // Days and groups follow from what stands next to each other.
  #arrange() {
    let previous = null
    for (const item of this.#items.querySelectorAll(":scope > .item")) {
      const isNewDay = !previous || localDay(previous.dataset.at) !== localDay(item.dataset.at)
      this.#divide(item, isNewDay)
      const isNext = previous && item.previousElementSibling === previous
      const isSoon = previous && Date.parse(item.dataset.at) - Date.parse(previous.dataset.at) <= GROUP_WITHIN
      item.toggleAttribute("data-grouped", Boolean(isNext && isSoon && previous.dataset.author === item.dataset.author))
      previous = item
    }
  }

  #divide(item, isNewDay) {
    let first = item, divider = null
    while (first.previousElementSibling?.matches(".divider")) {
      first = first.previousElementSibling
      if (first.dataset.divider === "day") divider = first
    }
    if (divider && !isNewDay) divider.remove()
    if (divider && isNewDay) this.#date(divider, item)
    if (divider || !isNewDay) return
    const fresh = document.querySelector("#day-divider").content.cloneNode(true).firstElementChild
    this.#date(fresh, item)
    first.before(fresh)
  }

  #date(divider, item) {
    const time = divider.querySelector("time")
    if (localDay(time.dateTime || 0) === localDay(item.dataset.at)) return
    time.dateTime = item.dataset.at
    localise(divider)
  }
}
