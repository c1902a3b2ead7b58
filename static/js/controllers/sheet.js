// <aside id="contact" popover data-controller="sheet">: while it lies over the page as a sheet, the
// focus stays in it; Esc and its button close it, and give the focus back.
export default class Sheet {
  #listening = new AbortController()
  constructor(element) { this.sheet = element }

  connect() {
    const { signal } = this.#listening
    this.sheet.addEventListener("toggle", this.#turned, { signal })
    matchMedia("(min-width: 1200px)").addEventListener("change", this.#widened, { signal })
  }

  disconnect() {
    this.#listening.abort()
    this.#cover(false)
  }

  #turned = ({ newState }) => {
    this.#cover(newState === "open")
    if (newState === "open") this.sheet.querySelector("button").focus()
  }

  // It stands beside the thread now.
  #widened = () => { if (this.sheet.matches(":popover-open")) this.sheet.hidePopover() }

  #cover(is) {
    for (const part of document.querySelectorAll(".skips, .rail, .stopped, .views, .list, .thread, .notices, .strips")) part.inert = is
  }
}
