// <section data-controller="copy"><input readonly value="…"><button data-copy hidden><span data-words>Copy</span>
// <span data-done hidden>Copied</span></button></section>: without scripts the words can be selected by hand.
import { say } from "app/strips"

export default class Copy {
  #listening = new AbortController()
  constructor(element) {
    this.field = element.querySelector("input")
    this.button = element.querySelector("[data-copy]")
  }
  connect() {
    const { signal } = this.#listening
    this.button.hidden = false
    this.button.addEventListener("click", this.#copy, { signal })
    this.field.addEventListener("focus", () => this.field.select(), { signal })
  }
  disconnect() { this.#listening.abort() }
  #copy = async () => {
    this.field.select()
    try {
      await navigator.clipboard.writeText(this.field.value)
    } catch {
      return // not allowed here: what is to be copied is selected
    }
    const done = this.button.querySelector("[data-done]")
    this.button.querySelector("[data-words]").hidden = true
    done.hidden = false
    say(done.textContent)
  }
}
