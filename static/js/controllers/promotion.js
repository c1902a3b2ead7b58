// <div class="promotion" data-url></div>: while a human reply is typed, what looks promotional in it
// (W-12). The person edits, or says in one tap why it is support.
import { parse, post } from "app/requests"

const WAIT = 350 // milliseconds after the last key

export default class Promotion {
  #listening = new AbortController()
  #timer = null
  #asked = ""
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    this.composer = this.element.closest(".composer")
    this.text = this.composer.querySelector("textarea")
    this.composer.addEventListener("input", ({ target }) => { if (target === this.text) this.#later() }, { signal })
    this.composer.addEventListener("inbox:allowed", () => this.#later(), { signal })
    this.element.addEventListener("click", (event) => this.#act(event.target.closest("button")), { signal })
    this.#later()
  }

  disconnect() {
    this.#listening.abort()
    clearTimeout(this.#timer)
  }

  get #isWatched() {
    return this.composer.dataset.composer === "human_agent" && this.composer.querySelector("#mode-message").checked
  }

  #later() {
    clearTimeout(this.#timer)
    const text = this.#isWatched ? this.text.value.trim() : ""
    if (!text) return this.#clear()
    if (text !== this.#asked) this.#timer = setTimeout(() => this.#ask(text), WAIT)
  }

  #clear() {
    this.#asked = ""
    this.element.replaceChildren()
  }

  async #ask(text) {
    this.#asked = text
    try {
      const { status, html } = await post(this.element.dataset.url, { text })
      if (status === 200 && this.#asked === text && this.#isWatched) this.element.replaceChildren(...parse(html))
    } catch {
      this.#asked = "" // asked again with the next key; the server looks once more at sending anyway
    }
  }

  #act(button) {
    if (!button) return
    if (button.matches("[data-edit]")) this.text.focus()
    if (button.matches("[data-support]")) this.#reasons(button)
    const { because } = button.dataset
    if (because) this.composer.dispatchEvent(new CustomEvent("inbox:confirmed", { detail: { because } }))
  }

  #reasons(button) {
    const reasons = this.element.querySelector(".strip-reasons")
    reasons.hidden = false
    button.setAttribute("aria-expanded", "true")
    reasons.querySelector("button").focus()
  }
}
