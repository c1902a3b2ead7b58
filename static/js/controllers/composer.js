// <section id="composer" data-can-send><form class="writer"><input name="mode"><textarea name="text"></form></section>
// Words are on screen in the same moment they are sent, and kept here until the server has them.
import { apply, openThread } from "app/fragments"
import { complain, post } from "app/requests"
import { now } from "models/clock"
import { arrived, keepOnWay, onWay, readDraft, returnDraft, writeDraft } from "models/drafts"
import { localise } from "models/times"

const SAVE_AFTER = 300 // milliseconds
const size = new TextEncoder()
let last = Promise.resolve() // sends go one after the other, in the order of pressing

export default class Composer {
  #listening = new AbortController()
  #saving = null
  #mode = "reply"
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    const on = (target, name, act) => target.addEventListener(name, act, { signal })
    this.#mode = this.form.elements.mode.value
    if (!this.text.value) this.text.value = readDraft(this.thread, this.#mode)
    on(this.element, "submit", (event) => this.#submit(event))
    on(this.element, "input", (event) => { if (event.target === this.text) this.#typed() })
    on(this.element, "change", (event) => { if (event.target.name === "mode") this.#switched() })
    on(this.element, "keydown", (event) => this.#key(event))
    on(this.element, "inbox:write", ({ detail }) => this.#write(detail))
    on(document, "inbox:lined", () => this.#stranded())
    on(document, "click", (event) => this.#reuse(event))
    on(window, "pagehide", () => this.#save())
    // Pushed pieces change what is allowed; words and caret stay.
    this.watcher = new MutationObserver(() => this.#allow())
    this.watcher.observe(this.element, { attributes: true, attributeFilter: ["data-can-send", "data-composer"] })
    this.#allow()
    this.#count()
    this.#stranded()
  }

  disconnect() {
    this.#save()
    this.watcher.disconnect()
    this.#listening.abort()
  }

  get form() { return this.element.querySelector(".writer") }
  get text() { return this.element.querySelector("textarea") }
  get thread() { return this.element.dataset.thread }
  get #canSend() { return this.element.hasAttribute("data-can-send") }

  #key(event) {
    if (event.target !== this.text || event.key !== "Enter") return
    // isComposing: Enter also accepts a suggestion in Japanese or Chinese input.
    if (event.shiftKey || event.altKey || event.isComposing || matchMedia("(pointer: coarse)").matches) return
    event.preventDefault()
    this.#submit(event)
  }

  #submit(event) {
    event.preventDefault()
    const text = this.text.value.trim()
    const isNote = this.#mode === "note"
    if (!text || (!isNote && (!this.#canSend || this.#over))) return this.text.focus()
    const { expected_window: expected, comment } = this.form.elements
    const message = {
      key: makeKey(), thread: this.thread, mode: this.#mode, text, at: new Date(now()).toISOString(),
      url: isNote ? this.form.dataset.notesUrl : this.form.getAttribute("action"),
      expected: expected.value, comment: comment?.value ?? "",
    }
    keepOnWay(message)
    this.text.value = ""
    this.#save()
    this.#count()
    this.element.querySelector(".composer-strip")?.remove()
    this.#send(message, this.#draw(message))
    this.text.focus()
  }

  #draw(message) {
    const blank = document.querySelector(message.mode === "note" ? "#pending-note" : "#pending-item")
    const item = blank.content.cloneNode(true).firstElementChild
    item.dataset.clientId = message.key
    item.dataset.at = message.at
    item.querySelector(".words").textContent = message.text
    item.querySelector("time").dateTime = message.at
    localise(item)
    document.dispatchEvent(new CustomEvent("inbox:pending", { detail: item }))
    item.querySelector("[data-again]").addEventListener("click", () => this.#again(message, item))
    item.querySelector("[data-reuse]").addEventListener("click", () => { arrived(message.key); item.remove() })
    return item
  }

  #again(message, item) {
    item.querySelector(".failure").hidden = true
    this.#send(message, item)
  }

  #send(message, item) {
    const { key, text, expected, comment } = message
    last = last.then(async () => {
      try {
        const values = { key, text, expected_window: expected, comment }
        this.#answered(message, item, await post(message.url, values))
      } catch {
        item.querySelector(".failure").hidden = false
      }
    })
  }

  #answered(message, item, { status, html }) {
    arrived(message.key)
    if (status === 201 && message.mode === "note") item.remove() // a note has no key to be known by
    if (status === 201) return apply(html, { thread: message.thread })
    item.remove()
    this.#takeBack(message)
    if (status === 409 || status === 422) apply(html, { thread: message.thread })
    else complain()
  }

  // Refused: the words go back to where they were written.
  #takeBack({ thread, mode, text }) {
    if (openThread() === thread) this.#save()
    returnDraft(thread, mode, text)
    if (openThread() === thread && this.#mode === mode) {
      this.text.value = readDraft(thread, mode)
      this.#count()
    }
  }

  // Words whose answer never came, from an earlier visit; once the timeline is there to hold them.
  #stranded() {
    if (!this.element.closest("#thread[data-lined]")) return
    for (const message of onWay(this.thread)) {
      const shown = document.querySelector(`#items [data-client-id="${message.key}"]`)
      if (!shown) this.#draw(message).querySelector(".failure").hidden = false
      else if (!shown.hasAttribute("data-pending")) arrived(message.key)
    }
  }

  #typed() {
    clearTimeout(this.#saving)
    this.#saving = setTimeout(() => this.#save(), SAVE_AFTER)
    this.#count()
  }

  #save() {
    clearTimeout(this.#saving)
    writeDraft(this.thread, this.#mode, this.text.value)
    this.element.querySelector(".saved").hidden = !this.text.value
  }

  #switched() {
    this.#save()
    this.#mode = this.form.elements.mode.value
    this.text.value = readDraft(this.thread, this.#mode)
    this.#allow()
    this.#count()
    this.text.focus()
  }

  #write(mode) {
    const button = this.form.querySelector(`#mode-${mode}`)
    if (!button.checked) button.click()
    this.text.focus()
  }

  #allow() {
    const isClosed = this.#mode === "reply" && !this.#canSend
    const { reply, note, closed } = this.text.dataset
    this.text.readOnly = isClosed
    this.text.placeholder = isClosed ? closed : this.#mode === "note" ? note : reply
  }

  get #over() { return size.encode(this.text.value.trim()).length > Number(this.text.dataset.limit) }

  // The counter appears at four fifths of what a message may hold (C-4).
  #count() {
    const counter = this.element.querySelector(".bytes"), limit = Number(this.text.dataset.limit)
    const left = limit - size.encode(this.text.value.trim()).length
    counter.hidden = this.#mode === "note" || left > limit / 5
    counter.textContent = counter.dataset.words.replace("{n}", left)
    counter.toggleAttribute("data-over", left < 0)
    const send = this.element.querySelector(".send")
    if (send) send.disabled = left < 0
  }

  // "Edit and send again", "Keep as note": the words of a failed message, to write on.
  #reuse(event) {
    const button = event.target.closest("[data-reuse]")
    const words = button?.closest(".item")?.querySelector(".words")?.textContent
    if (!words) return
    this.#write(button.dataset.reuse)
    this.text.value = this.text.value ? `${words}\n${this.text.value}` : words
    this.#typed()
  }
}

function makeKey() {
  if (crypto.randomUUID) return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16)) // pages without TLS have no randomUUID
  bytes[6] = (bytes[6] & 15) | 64
  bytes[8] = (bytes[8] & 63) | 128
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")
}
