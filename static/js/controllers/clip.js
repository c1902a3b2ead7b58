// <dd><bdi>ada@example.org</bdi><button data-controller="clip" data-value="ada@example.org" data-done="Copied"></dd>
import { say } from "app/strips"

const SHOWN = 2000 // milliseconds

export default class Clip {
  #listening = new AbortController()
  #timer = null
  constructor(element) { this.button = element }
  connect() { this.button.addEventListener("click", this.#copy, { signal: this.#listening.signal }) }
  disconnect() {
    this.#listening.abort()
    clearTimeout(this.#timer)
  }

  // Where the browser keeps the clipboard to itself, the value is selected, ready to be copied.
  #copy = async () => {
    const { value, done } = this.button.dataset
    const words = this.button.parentElement.querySelector("bdi")
    try {
      await navigator.clipboard.writeText(value)
    } catch {
      return getSelection().selectAllChildren(words)
    }
    say(done)
    this.button.toggleAttribute("data-copied", true)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.button.removeAttribute("data-copied"), SHOWN)
  }
}
