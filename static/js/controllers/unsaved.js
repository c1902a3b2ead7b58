// <form data-controller="unsaved"><span data-unsaved hidden>Not saved yet</span>…</form>
// Leaving with something unsaved asks once. data-changed: what is shown was never saved.
const state = (form) => new URLSearchParams(new FormData(form)).toString()

export default class Unsaved {
  #listening = new AbortController()
  #leaving = false
  constructor(element) { this.form = element }
  connect() {
    const { signal } = this.#listening
    this.saved = "changed" in this.form.dataset ? null : state(this.form)
    this.form.addEventListener("input", this.#look, { signal })
    this.form.addEventListener("submit", () => { this.#leaving = true }, { signal })
    addEventListener("beforeunload", this.#ask, { signal })
    // Back may bring the page as it was left.
    addEventListener("pageshow", () => { this.#leaving = false; this.#look() }, { signal })
    this.#look()
  }
  disconnect() { this.#listening.abort() }
  get #isDirty() { return state(this.form) !== this.saved }
  #look = () => {
    this.form.querySelector("[data-unsaved]").hidden = !this.#isDirty
  }
  #ask = (event) => {
    if (this.#isDirty && !this.#leaving) event.preventDefault()
  }
}
