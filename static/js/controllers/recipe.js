// <form data-controller="recipe">: counts bytes under texts as they are written, puts variables at
// the caret, leads from a finding into its field, and folds what a choice makes pointless.
import { bytesOf } from "models/bytes"

const KINDS = ["", "email", "phone", "number"]

export default class Recipe {
  #listening = new AbortController()
  #text = null // the text that was written in last
  constructor(element) { this.form = element }
  connect() {
    const { signal } = this.#listening
    this.form.addEventListener("input", this.#count, { signal })
    this.form.addEventListener("focusin", this.#entered, { signal })
    this.form.addEventListener("click", this.#clicked, { signal })
    this.form.addEventListener("change", this.#answer, { signal })
  }
  disconnect() { this.#listening.abort() }
  // The phone shows what the step says in which somebody works.
  #entered = ({ target }) => {
    if (target.matches("textarea")) this.#text = target
    const step = target.closest(".step")
    const said = step && document.querySelector(`#phone [data-of="${step.id}"]`)
    if (said) said.parentElement.scrollTo({ top: said.offsetTop - 40, behavior: "smooth" })
  }
  #count = ({ target }) => {
    const { limit, characters } = target.dataset
    if (characters) target.toggleAttribute("data-over", [...target.value].length > characters)
    if (!limit) return
    const words = this.form.querySelector(`[data-bytes="${target.id}"]`)
    const bytes = bytesOf(target.value)
    words.textContent = `${bytes} / ${limit}`
    words.toggleAttribute("data-over", bytes > limit)
  }
  #clicked = (event) => {
    const insert = event.target.closest("[data-insert]")
    const link = event.target.closest(".finding a")
    if (insert) this.#insert(insert)
    else if (link) this.#lead(event, document.getElementById(link.hash.slice(1)))
  }
  #insert(button) {
    const texts = button.closest(".wordings")
    const text = texts.contains(this.#text) ? this.#text : texts.querySelector("textarea")
    text.focus()
    text.setRangeText(button.dataset.insert, text.selectionStart, text.selectionEnd, "end")
    text.dispatchEvent(new Event("input", { bubbles: true }))
  }
  #lead(event, place) {
    if (!place) return
    event.preventDefault()
    for (let at = place; at; at = at.parentElement) if (at.matches("details")) at.open = true
    const field = place.matches("textarea, input, select") ? place : place.querySelector(".step-body :is(textarea, input, select), input:not([type=hidden]), select, button")
    ;(field ?? place).focus()
    place.scrollIntoView({ block: "center" })
  }
  // The usual name of what is kept follows the kind of answer, until somebody writes another.
  #answer = ({ target }) => {
    if (!target.matches("[data-answer]")) return
    const name = target.closest(".lines").querySelector("[data-save-to]")
    if (KINDS.includes(name.value)) name.value = target.value === "text" ? "" : target.value
    name.dispatchEvent(new Event("input", { bubbles: true }))
  }
}
