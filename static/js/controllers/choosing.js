// <form id="bulk" data-controller="choosing"><input type="checkbox" data-all>
//   <span data-none>Mark all handled</span><span data-some hidden>Mark handled</span><span data-number></span></form>
// <input type="checkbox" name="send" form="bulk">…: the buttons say whether they act on all or on what is ticked.
export default class Choosing {
  #listening = new AbortController()
  constructor(element) { this.form = element }
  connect() {
    const { signal } = this.#listening
    // The boxes stand beside the form, so their changes are heard at the document.
    document.addEventListener("change", this.#changed, { signal })
    addEventListener("pageshow", this.#look, { signal }) // Back may bring the page as it was left
    this.#look()
  }
  disconnect() { this.#listening.abort() }
  get #boxes() { return [...this.form.elements].filter((each) => each.name === "send") }
  #changed = ({ target }) => {
    if (target.form !== this.form) return
    if ("all" in target.dataset) for (const box of this.#boxes) box.checked = target.checked
    this.#look()
  }
  #look = () => {
    const boxes = this.#boxes, ticked = boxes.filter((box) => box.checked).length
    const all = this.form.querySelector("[data-all]")
    all.checked = ticked > 0 && ticked === boxes.length
    all.indeterminate = ticked > 0 && ticked < boxes.length
    this.form.querySelector("[data-number]").textContent = ticked
    for (const each of this.form.querySelectorAll("[data-none]")) each.hidden = ticked > 0
    for (const each of this.form.querySelectorAll("[data-some]")) each.hidden = ticked === 0
  }
}
