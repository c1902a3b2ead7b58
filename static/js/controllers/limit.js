// <div data-controller="limit" data-default="200"><input><p data-when="above">…</p><p data-when="none">…</p></div>
// Warns as soon as a limit is set above its default, or to 0, which is no limit.
export default class Limit {
  #listening = new AbortController()
  constructor(element) { this.element = element }
  connect() { this.element.addEventListener("input", () => this.#look(), { signal: this.#listening.signal }) }
  disconnect() { this.#listening.abort() }
  #look() {
    const field = this.element.querySelector("input:checked, .limit-number")
    const number = /^\s*\d+\s*$/.test(field.value) ? Number(field.value) : null
    this.#show("above", number > Number(this.element.dataset.default))
    this.#show("none", number === 0)
  }
  #show(when, is) { this.element.querySelector(`[data-when="${when}"]`).hidden = !is }
}
