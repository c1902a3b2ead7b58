// <div id="keys" popover data-controller="keyboard">: single keys, only outside fields.
import { close, open, step } from "app/navigation"
import { openThread } from "app/fragments"

const press = (key) => document.querySelector(`:is(#thread-header, #handoff) form[data-key="${key}"]`)?.requestSubmit()
const write = (mode) => document.querySelector("#composer")?.dispatchEvent(new CustomEvent("inbox:write", { detail: mode }))

function details() {
  const contact = document.querySelector("#contact")
  if (!contact) return
  if (!matchMedia("(min-width: 1200px)").matches) return contact.togglePopover()
  const root = document.documentElement
  if (root.dataset.contact) delete root.dataset.contact
  else root.dataset.contact = "closed"
  localStorage.setItem("contact", root.dataset.contact ?? "")
}

export default class Keyboard {
  #listening = new AbortController()
  #keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => this.#focusedRow() && open(this.#focusedRow()),
    r: () => write("reply"),
    n: () => write("note"),
    t: () => press("t"),
    b: () => press("b"),
    e: () => press("e"),
    a: () => document.querySelector("[data-assign]")?.click(),
    "/": () => document.querySelector("#find")?.select(),
    "\\": details,
    "?": () => this.sheet.togglePopover(),
  }
  constructor(element) { this.sheet = element }
  connect() {
    const { signal } = this.#listening
    document.addEventListener("keydown", this.#press, { signal })
    document.addEventListener("click", this.#toggle, { signal })
  }
  disconnect() { this.#listening.abort() }
  #focusedRow() { return document.activeElement.closest?.(".row")?.dataset.id }
  #press = (event) => {
    if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return
    if (document.querySelector("dialog[open]")) return // it has keys of its own
    if (event.key === "Escape") return this.#escape(event)
    if (event.target.closest("input:not([type=radio]), textarea, select, [contenteditable]")) return
    const act = this.#keys[event.key] ?? this.#keys[{ ArrowDown: "j", ArrowUp: "k" }[this.#focusedRow() ? event.key : ""]]
    if (!act) return
    event.preventDefault()
    act()
  }
  // Closes a menu (the browser does), else leaves the field, else leaves the thread.
  #escape(event) {
    if (document.querySelector(":popover-open")) return
    if (event.target.matches("input, textarea")) {
      event.target.blur()
      document.querySelector("#rows > .row[aria-current] .row-name")?.focus()
    } else if (openThread()) close()
  }
  // Where the person's pane stands beside the thread, its button folds it away.
  #toggle = (event) => {
    if (!event.target.closest(".contact-toggle") || !matchMedia("(min-width: 1200px)").matches) return
    event.preventDefault()
    details()
  }
}
