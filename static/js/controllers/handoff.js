// <section id="handoff" data-controller="handoff"><span data-passed="2026-…">18 min</span><a data-jump="message-3">…</section>
// Counts how long somebody waits, leads to what they said, and shows at once that one takes over.
import { show } from "controllers/why"
import { secondsUntil } from "models/clock"
import { passed } from "models/countdown"

export default class Handoff {
  #listening = new AbortController()
  #before = [] // what the buttons said before they were pressed
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    document.addEventListener("inbox:tick", () => this.#count(), { signal })
    document.addEventListener("submit", ({ target }) => this.#taking(target), { signal })
    document.addEventListener("inbox:strip", ({ detail }) => { if (detail === "error") this.#restore() }, { signal })
    this.element.addEventListener("click", (event) => this.#jump(event), { signal })
  }

  disconnect() { this.#listening.abort() }

  #count() {
    for (const place of this.element.querySelectorAll("[data-passed]")) {
      const words = passed(-secondsUntil(place.dataset.passed))
      if (place.textContent !== words) place.textContent = words
    }
  }

  // The server decides between two; until it has, the buttons say what was asked for.
  #taking(form) {
    if (!form.matches("form[data-taken]")) return
    this.#before = [...document.querySelectorAll("form[data-taken] .button-word")].map((word) => [word, word.textContent])
    for (const [word] of this.#before) word.textContent = form.dataset.taken
  }

  #restore() {
    for (const [word, text] of this.#before) word.textContent = text
    this.#before = []
  }

  #jump(event) {
    const link = event.target.closest("[data-jump]")
    if (link) show(link, event, () => this.element.closest("[popover]:popover-open")?.hidePopover())
  }
}
