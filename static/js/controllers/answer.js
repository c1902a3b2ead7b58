// <ol data-controller="answer"><button data-answer="private_reply" data-comment="12" data-words="price?">
// Which comment is to be answered, and where: told to whoever writes, by "inbox:answer".
export default class Answer {
  #listening = new AbortController()
  constructor(element) { this.items = element }
  connect() { this.items.addEventListener("click", this.#answer, { signal: this.#listening.signal }) }
  disconnect() { this.#listening.abort() }
  #answer = (event) => {
    const button = event.target.closest("[data-answer]")
    if (!button) return
    const { answer: surface, comment, words } = button.dataset
    document.dispatchEvent(new CustomEvent("inbox:answer", { detail: { comment, surface, words } }))
  }
}
