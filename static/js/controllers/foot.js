// <div class="writer-foot"><button data-keep>…<button data-copy>…<button data-mode="note">…</div>
// What can be done with words that may not be sent: keep them as a note, copy them, go elsewhere with
// them. Failed messages of the thread give their words back in the same way.
export default class Foot {
  #listening = new AbortController()
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    this.composer = this.element.closest(".composer")
    this.element.addEventListener("click", (event) => this.#clicked(event), { signal })
    this.composer.addEventListener("inbox:allowed", () => this.#offer(), { signal })
    document.addEventListener("click", (event) => this.#reuse(event), { signal })
    this.#offer()
  }

  disconnect() { this.#listening.abort() }

  get #text() { return this.composer.querySelector("textarea") }

  #offer() {
    for (const button of this.element.querySelectorAll("[data-keep], [data-copy]")) {
      button.hidden = !this.composer.hasAttribute("data-closed") || !this.#text.value
    }
  }

  #clicked({ target }) {
    const button = target.closest("button")
    if (button?.dataset.mode) this.#write(button.dataset.mode)
    if (button?.matches("[data-keep]")) this.#write("note", { words: this.#text.value, moves: true })
    if (button?.matches("[data-copy]")) this.#copy(button)
  }

  async #copy(button) {
    const { value } = this.#text
    this.#text.select()
    await navigator.clipboard?.writeText(value).catch(() => {}) // they are selected all the same
    button.querySelector("span").textContent = button.dataset.done
  }

  // "Edit and send again", "Write as human reply", "Keep as note", "Ask an admin"; "Replace file".
  #reuse({ target }) {
    if (target.closest("[data-replace]")) return this.#attach()
    const button = target.closest("[data-reuse]")
    const words = button?.dataset.words ?? button?.closest(".item")?.querySelector(".words")?.textContent
    if (words) this.#write(button.dataset.reuse, { words })
  }

  // Where files can't go now, the field says why.
  #attach() {
    this.#write("reply")
    this.element.querySelector("[data-attach]").click()
  }

  #write(mode, more = {}) {
    this.composer.dispatchEvent(new CustomEvent("inbox:write", { detail: { mode, ...more } }))
  }
}
