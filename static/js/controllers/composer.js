// <section id="composer" data-composer="open" data-sends="message"><form class="writer"><input name="surface"><textarea name="text"></form></section>
// What is written, in which mode, and whether it may be sent now. Pushed pieces and the page's own
// clock change what is allowed; words and caret stay.
import { openThread } from "app/fragments"
import { makeKey, send, stranded } from "app/sending"
import { clearStrips, say, strip } from "app/strips"
import { bytesOf } from "models/bytes"
import { now } from "models/clock"
import { readDraft, writeDraft } from "models/drafts"
import { isUploading, take, trayOf } from "models/trays"

const SAVE_AFTER = 300 // milliseconds

export default class Composer {
  #listening = new AbortController()
  #saving = null
  #mode = "message"
  #answers = {} // mode → the comment that a person chose to answer in it
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    const on = (target, name, act) => target.addEventListener(name, act, { signal })
    this.#mode = this.form.elements.surface.value
    if (this.text.value) this.#save() // written before this script was there
    else this.text.value = readDraft(this.thread, this.#slot)
    on(this.element, "submit", (event) => this.#submitted(event))
    on(this.element, "input", ({ target }) => { if (target === this.text) this.#typed() })
    on(this.element, "change", ({ target }) => { if (target.name === "surface") this.#switch(target.value) })
    on(this.element, "keydown", (event) => this.#key(event))
    on(this.element, "click", (event) => this.#confirmed(event))
    on(this.element, "inbox:write", ({ detail }) => this.#write(detail))
    on(this.element, "inbox:confirmed", ({ detail }) => this.#submit(detail))
    on(this.element, "inbox:changed", () => this.#allow())
    on(document, "inbox:answer", ({ detail }) => this.#answer(detail))
    on(document, "inbox:lined", () => this.#stranded())
    on(document, "inbox:returning", ({ detail }) => { if (this.#shows(detail)) this.#save() })
    on(document, "inbox:returned", ({ detail }) => { if (this.#shows(detail)) this.#read() })
    on(document, "inbox:refused", ({ detail }) => this.#refused(detail))
    on(document, "inbox:piece", ({ detail }) => { if (detail.element.id === "composer") this.#changed() })
    on(document, "inbox:refetched", () => this.#changed())
    on(document, "keydown", (event) => this.#toggleNote(event))
    for (const name of ["online", "offline"]) on(window, name, () => this.#allow())
    on(window, "pagehide", () => this.#save())
    this.#allow()
    this.#stranded()
  }

  disconnect() {
    this.#save()
    this.#listening.abort()
  }

  get form() { return this.element.querySelector(".writer") }
  get text() { return this.element.querySelector("textarea") }
  get thread() { return this.element.dataset.thread }
  get #button() { return this.element.querySelector(".send") }
  get #isNote() { return this.#mode === "note" }
  get #isMessage() { return this.#mode === "message" }
  get #canSend() { return this.#isNote || this.element.dataset.sends.split(" ").includes(this.#mode) }
  get #isRich() { return this.#isMessage && this.element.hasAttribute("data-rich") }
  get #comment() { return String(this.#answers[this.#mode]?.comment ?? this.#radio(this.#mode).dataset.comment ?? "") }
  // Where the draft of this mode is kept; the two answers to a comment each keep one per comment.
  get #slot() { return this.#comment ? `${this.#mode}:${this.#comment}` : this.#mode }
  #radio(mode) { return this.element.querySelector(`#mode-${mode}`) }
  #shows({ thread, slot }) { return openThread() === thread && this.#slot === slot }

  // --- Sending ----------------------------------------------------------------------------------
  #key(event) {
    if (event.target !== this.text || event.key !== "Enter") return
    // Enter also accepts a suggestion in Japanese or Chinese input: isComposing, or 229 in Safari.
    if (event.shiftKey || event.altKey || event.isComposing || event.keyCode === 229 || matchMedia("(pointer: coarse)").matches) return
    event.preventDefault()
    if (!event.repeat) this.#submit()
  }

  #submitted(event) {
    if (event.target !== this.form) return
    event.preventDefault()
    this.#submit()
  }

  #submit({ because = "", confirmed = false } = {}) {
    // "Try once more" on an empty field means the words that were refused.
    const refused = this.#isMessage ? this.element.querySelector("[data-refused]")?.dataset.refused : ""
    const text = this.text.value.trim() || refused || ""
    const hasFiles = this.#isRich && trayOf(this.thread).files.some((file) => file.id)
    if (this.#isRich && isUploading(this.thread)) return say(this.element.querySelector(".tray").dataset.wait)
    if (!this.#canSend || (!text && !hasFiles) || this.#leftOf(text) < 0) return this.text.focus()
    const question = !because && this.#isMessage && this.element.querySelector(".promotion button")
    if (question) return question.focus() // what looks promotional has its own buttons to go on with
    if (this.#mode === "private_reply" && !confirmed) return strip(this.element, "confirm-strip", "", "confirm").querySelector("[data-confirm]").focus()
    this.#send(text, because)
  }

  #confirmed({ target }) {
    if (target.closest("[data-confirm]")) this.#submit({ confirmed: true })
    if (!target.closest(".composer-strip [data-cancel]")) return
    target.closest(".composer-strip").remove()
    this.text.focus()
  }

  #send(text, because) {
    const key = makeKey(), isNote = this.#isNote
    const { files, quick } = this.#isRich ? take(this.thread, { hasText: Boolean(text) }) : { files: [], quick: [] }
    const message = {
      key, text, files, quick, isNote, thread: this.thread, slot: this.#slot, at: new Date(now()).toISOString(),
      url: isNote ? this.form.dataset.notesUrl : this.form.getAttribute("action"),
      values: [["key", key], ["text", text], ...(isNote ? [] : this.#values(files, quick, because))],
    }
    this.text.value = ""
    this.#save()
    delete this.#answers[this.#mode]
    clearStrips(this.element)
    this.element.querySelector(".promotion").replaceChildren()
    send(message)
    this.#allow()
    this.text.focus()
  }

  #values(files, quick, because) {
    const expected = this.form.elements.expected_window.value
    const values = [["surface", this.#mode]]
    // The window that was seen; beside it a comment has its own, which the server knows.
    if (this.#isMessage || expected === "comment_reply") values.push(["expected_window", expected])
    if (!this.#isMessage) values.push(["comment", this.#comment])
    if (because) values.push(["support_because", because])
    return [...values, ...files.map((file) => ["uploads", file.id]), ...quick.map((title) => ["quick_replies", title])]
  }

  #refused({ thread, composer }) {
    if (openThread() !== thread || !composer) return
    for (const part of [".composer-strips", ".promotion"]) {
      this.element.querySelector(part).replaceChildren(...composer.querySelector(part).children)
    }
    this.element.dispatchEvent(new CustomEvent("inbox:changed", { detail: { isTold: true } }))
    this.text.focus()
  }

  #stranded() {
    if (this.element.closest("#thread[data-lined]")) stranded(this.thread)
  }

  // --- What is allowed --------------------------------------------------------------------------
  // A piece is on its way into the page: look once it is there.
  #changed() { queueMicrotask(() => this.element.dispatchEvent(new CustomEvent("inbox:changed"))) }

  #allow() {
    if (this.#radio(this.#mode).closest(".mode").hidden && !this.text.value && !this.#answers[this.#mode]) this.#rest()
    for (const mode of Object.keys(this.#answers)) this.#name(mode)
    const isOpen = this.#canSend, { [this.#mode]: inviting, closed } = this.text.dataset
    this.text.readOnly = !isOpen
    this.text.placeholder = isOpen ? inviting : closed
    this.element.toggleAttribute("data-closed", !isOpen)
    document.documentElement.toggleAttribute("data-offline", !navigator.onLine)
    const { [this.#mode]: verb, offline } = this.#button.dataset
    this.#button.textContent = navigator.onLine ? verb ?? this.#button.textContent : offline
    this.#count()
    this.#told()
  }

  #told() { this.element.dispatchEvent(new CustomEvent("inbox:allowed")) }
  // --- Words ------------------------------------------------------------------------------------
  #typed() {
    clearTimeout(this.#saving)
    this.#saving = setTimeout(() => this.#save(), SAVE_AFTER)
    this.#count()
    this.element.querySelectorAll('.composer-strip:is([data-code="confirm"], [data-code="file"])').forEach((line) => line.remove())
    this.#told()
  }

  #save() {
    clearTimeout(this.#saving)
    writeDraft(this.thread, this.#slot, this.text.value)
    this.element.querySelector(".saved").hidden = !this.text.value
  }

  #read() {
    this.text.value = readDraft(this.thread, this.#slot)
    this.#allow()
  }

  // Bytes that still fit; a note has room enough.
  #leftOf(text) { return this.#isNote ? Infinity : Number(this.text.dataset.limit) - bytesOf(text) }

  // The counter appears at four fifths of what a message may hold (C-4).
  #count() {
    const counter = this.element.querySelector(".bytes"), left = this.#leftOf(this.text.value.trim())
    counter.hidden = left > Number(this.text.dataset.limit) / 5
    counter.textContent = counter.dataset.words.replace("{n}", left)
    counter.toggleAttribute("data-over", left < 0)
    this.#button.disabled = left < 0
  }

  // What was written in is offered no more, and nothing is left in it.
  #rest() {
    this.#mode = this.element.dataset.home
    this.#radio(this.#mode).checked = true
    this.text.value = readDraft(this.thread, this.#slot)
  }

  // --- Modes ------------------------------------------------------------------------------------
  #switch(mode) {
    this.#save()
    this.#mode = mode
    this.#radio(mode).checked = true
    this.#read()
    this.#save()
    this.text.focus()
  }

  // "reply" is the mode in which the contact is answered: a message, or the one private reply.
  // `words` are put in front of the draft there; `moves` takes them from here.
  #write(detail) {
    const { mode = detail, words = "", moves = false } = Object(detail)
    if (moves) this.text.value = ""
    const wanted = mode === "reply" ? this.element.dataset.home : String(mode)
    if (wanted !== this.#mode) this.#switch(wanted)
    this.text.focus()
    if (!words) return
    this.text.value = this.text.value ? `${words}\n${this.text.value}` : words
    this.#allow()
    this.#save()
  }

  #answer({ comment, surface, words }) {
    this.#save()
    this.#answers[surface] = { comment, words }
    this.#mode = surface
    this.#radio(surface).checked = true
    this.#read()
    this.text.focus()
  }

  // The switch names the comment that was chosen; only the offered one's time left is known.
  #name(mode) {
    const label = this.#radio(mode).closest(".mode"), place = label.querySelector(".mode-to")
    const { comment, words } = this.#answers[mode]
    label.hidden = false
    place.textContent = place.dataset.long.replace("{words}", words)
    const isOffered = String(comment) === this.#radio(mode).dataset.comment
    label.querySelectorAll("[data-offered]").forEach((part) => { part.hidden = !isOffered })
  }

  #toggleNote(event) {
    if (event.key !== "/" || !(event.metaKey || event.ctrlKey) || event.isComposing) return
    event.preventDefault()
    this.#write(this.#isNote ? "reply" : "note")
  }
}
