// <div class="editor" data-controller="editor"><div id="trouble"></div><form id="recipe">…</form></div>
// Saves the form a moment after it changed, and does what its buttons say without a new page. What
// an answer marks with data-fresh is morphed where it stands; an act brings a new form.
import { complain, parse, post } from "app/requests"
import { morph } from "models/morph"
import { localise } from "models/times"

const PAUSE = 150 // milliseconds after the last key
const AGAIN = 4000 // after a save that did not arrive
const FIELD = "textarea, input:not([type=hidden]), select, button, summary"
const state = (form) => new URLSearchParams(new FormData(form)).toString()
const keyOf = (details) => `${details.closest("[data-step]")?.dataset.step ?? ""}/${details.dataset.keep}`

export default class Editor {
  #listening = new AbortController()
  #line = Promise.resolve()
  #timer = 0
  #isStale = false
  constructor(element) { this.element = element }
  get form() { return this.element.querySelector("#recipe") }
  get #isDirty() { return state(this.form) !== this.saved }
  connect() {
    const { signal } = this.#listening
    this.saved = state(this.form)
    this.element.addEventListener("input", this.#changed, { signal })
    this.element.addEventListener("submit", this.#submitted, { signal })
    addEventListener("pagehide", this.#left, { signal })
    addEventListener("beforeunload", this.#asked, { signal })
  }
  disconnect() { this.#listening.abort(); clearTimeout(this.#timer) }
  #changed = ({ target }) => {
    if (target.form !== this.form) return
    if (target.matches(".word-more") && /[,;،、]$/.test(target.value) && !this.#isOneWord) this.#do("save")
    else this.#soon(PAUSE)
  }
  get #isOneWord() { return ["pattern", "intent"].includes(this.form.elements.match.value) }
  #soon(time) {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#do(""), time)
  }
  #submitted = (event) => {
    const act = event.submitter?.value ?? "save"
    if (event.target !== this.form) return
    if (act === "publish") return (this.saved = state(this.form)) // it is posted now
    event.preventDefault()
    this.#do(act)
  }
  #left = () => {
    if (this.#isDirty && !this.#isStale) navigator.sendBeacon(this.form.action, new FormData(this.form))
  }
  #asked = (event) => { if (this.#isStale && this.#isDirty) event.preventDefault() }
  // One after the other: each save begins with the version that the last one gave.
  #do(act) {
    clearTimeout(this.#timer)
    this.#line = this.#line.then(() => this.#send(act))
  }
  async #send(act) {
    if (!act && (this.#isStale || !this.#isDirty)) return
    const sent = state(this.form)
    const fields = new FormData(this.form)
    if (act) fields.append("act", act)
    this.form.inert = Boolean(act)
    const focused = document.activeElement?.id ?? ""
    try {
      const { status, html } = await post(this.form.action, fields)
      if (status !== 200 && status !== 409 && status !== 422) throw new Error(`${status}`)
      this.#isStale = status === 409
      const answer = parse(html).find((element) => element.matches(".editor"))
      localise(answer)
      this.#freshen(answer, status === 200)
      if (status === 200) this.saved = sent
      if (status === 200 && act) this.#replace(answer, focused)
      this.#tell(status === 200)
    } catch {
      this.#tell(false)
      complain()
      this.#soon(AGAIN)
    } finally {
      this.form.inert = false
    }
  }
  #freshen(answer, isSaved) {
    morph(this.element.querySelector("#trouble"), answer.querySelector("#trouble"))
    if (!isSaved) return this.element.querySelector("#trouble a, #trouble button")?.scrollIntoView({ block: "center" })
    for (const next of answer.querySelectorAll("[data-fresh]")) {
      const shown = document.getElementById(next.id)
      if (!shown || (next.dataset.fresh === "words" && shown.contains(document.activeElement))) continue
      morph(shown, next)
      if (next.dataset.fresh === "words") shown.querySelectorAll(".word-more").forEach((field) => { field.value = "" })
    }
    for (const shown of this.element.querySelectorAll(".findings")) {
      if (!answer.querySelector(`#${shown.id}`)) shown.replaceChildren()
    }
    for (const next of answer.querySelectorAll(".word")) { // also those among which somebody types
      const shown = document.getElementById(next.id)
      if (shown && next.dataset.hit) shown.dataset.hit = next.dataset.hit
      else shown?.removeAttribute("data-hit")
    }
  }
  #replace(answer, focused) {
    const was = new Map([...this.form.querySelectorAll("details[data-keep]")].map((one) => [keyOf(one), one.open]))
    const next = document.importNode(answer.querySelector("#recipe"), true)
    for (const one of next.querySelectorAll("details[data-keep]")) one.open = was.get(keyOf(one)) ?? one.open
    this.form.replaceWith(next)
    this.saved = state(next)
    this.#focus(document.getElementById(answer.dataset.focus ?? "") ?? document.getElementById(focused))
  }
  #focus(place) {
    const field = place?.matches(FIELD) ? place : place?.querySelector(FIELD)
    const shown = place?.matches(".step") ? place.querySelector(`.step-body :is(${FIELD})`) ?? field : field
    shown?.focus()
    place?.scrollIntoView({ block: "nearest" })
  }
  #tell(isSaved) {
    const words = this.element.querySelector(".editor-saved")
    words.textContent = isSaved ? words.dataset.saved : words.dataset.failed
    words.toggleAttribute("data-bad", !isSaved)
  }
}
