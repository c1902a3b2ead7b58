// <div class="quick" data-max data-characters><ul class="quick-items"></ul><input class="quick-title"></div>
// Quick replies below the next message: Enter adds one, Backspace in the empty field takes the last.
import { change, trayOf } from "models/trays"

export default class Quick {
  #listening = new AbortController()
  #isOpen = false
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    const on = (target, name, act) => target.addEventListener(name, act, { signal })
    this.composer = this.element.closest(".composer")
    this.thread = this.composer.dataset.thread
    this.title = this.element.querySelector(".quick-title")
    on(this.composer, "click", ({ target }) => { if (target.closest("[data-quick]")?.matches("button")) this.#toggle() })
    on(this.title, "keydown", (event) => this.#key(event))
    on(this.title, "change", (event) => event.stopPropagation()) // not the composer's
    on(this.element, "click", ({ target }) => this.#remove(target.closest(".quick-remove")))
    on(this.composer, "inbox:allowed", () => this.#show())
    on(document, "inbox:tray", ({ detail }) => { if (detail.thread === this.thread) this.#show() })
    this.#show()
  }

  disconnect() { this.#listening.abort() }

  get #titles() { return trayOf(this.thread).quick }

  #toggle() {
    this.#isOpen = !this.#isOpen || Boolean(this.#titles.length)
    this.#show()
    if (this.#isOpen) this.title.focus()
  }

  #key(event) {
    if (event.isComposing) return
    if (event.key === "Enter" || (event.key === "," && this.title.value)) {
      event.preventDefault()
      event.stopPropagation()
      this.#add()
    } else if (event.key === "Backspace" && !this.title.value) {
      change(this.thread, { quick: this.#titles.slice(0, -1) })
    } else if (event.key === "Escape") {
      event.stopPropagation()
      this.#isOpen = false
      this.#show()
      this.composer.querySelector("textarea").focus()
    }
  }

  #add() {
    const title = this.title.value.trim()
    if (!title || this.#titles.includes(title) || this.#titles.length >= Number(this.element.dataset.max)) return
    this.title.value = ""
    change(this.thread, { quick: [...this.#titles, title] })
  }

  #remove(button) {
    if (!button) return
    const { title } = button.closest(".quick-item").dataset
    change(this.thread, { quick: this.#titles.filter((each) => each !== title) })
    this.title.focus()
  }

  #show() {
    const titles = this.#titles, { max } = this.element.dataset
    const isMessage = this.composer.querySelector("#mode-message").checked
    this.element.hidden = !this.composer.hasAttribute("data-rich") || !isMessage || !(this.#isOpen || titles.length)
    this.element.querySelector(".quick-items").replaceChildren(...titles.map(draw))
    this.title.disabled = titles.length >= Number(max)
    const count = this.element.querySelector(".quick-count")
    count.textContent = count.dataset.words.replace("{n}", titles.length).replace("{max}", max)
  }
}

function draw(title) {
  const item = document.querySelector("#quick-item").content.cloneNode(true).firstElementChild
  item.dataset.title = title
  item.querySelector("bdi").textContent = title
  const button = item.querySelector("button")
  button.setAttribute("aria-label", button.dataset.label.replace("{title}", title))
  return item
}
