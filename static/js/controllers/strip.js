// <div data-controller="strip"><p data-strip="behind" hidden>…</p></div>: one slim line at a time,
// shown by the event "inbox:strip" with its name; "none" hides the lasting one.
const SHORT = { back: 3000, done: 5000, error: 8000, message: 8000 } // milliseconds

export default class Strip {
  #listening = new AbortController()
  constructor(element) { this.element = element }
  connect() {
    document.addEventListener("inbox:strip", ({ detail }) => this.#show(detail), { signal: this.#listening.signal })
    for (const line of this.#lines("message")) {
      this.#fade(line)
      // Readers pass over what a page arrives with: it is told where they listen.
      document.querySelector("#say-polite").textContent = line.textContent
    }
  }
  disconnect() { this.#listening.abort() }
  #lines(name) { return this.element.querySelectorAll(`[data-strip="${name}"]`) }
  #show(name) {
    if (name === "none" || name === "back") this.#lines("behind").forEach((line) => { line.hidden = true })
    for (const line of this.#lines(name)) {
      line.hidden = false
      if (SHORT[name]) this.#fade(line)
    }
  }
  #fade(line) { setTimeout(() => { line.hidden = true }, SHORT[line.dataset.strip]) }
}
