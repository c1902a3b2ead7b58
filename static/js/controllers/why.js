// <div id="why" popover><a href="…#message-12" data-jump="message-12">…</a></div>: to the message that
// opened the window, over as many pages of earlier ones as it takes.
const PATIENCE = 5000 // milliseconds for a page of earlier messages; then its own page is opened

export default class Why {
  #listening = new AbortController()
  constructor(element) { this.element = element }
  connect() { this.element.addEventListener("click", this.#jump, { signal: this.#listening.signal }) }
  disconnect() { this.#listening.abort() }

  #jump = (event) => {
    const link = event.target.closest("[data-jump]")
    if (link) show(link, event, () => this.element.hidePopover())
  }
}

// To the item that `link` names, loading what it takes; `found` is called once it is there.
export async function show(link, event, found) {
  if (event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  const item = await reach(link.dataset.jump)
  if (!item) return location.assign(link.href)
  found()
  item.tabIndex = -1
  item.focus({ preventScroll: true })
  item.scrollIntoView({ block: "center" })
  item.toggleAttribute("data-found", true)
  item.addEventListener("blur", () => item.removeAttribute("data-found"), { once: true })
}

// The item on the page, after loading the earlier ones it needs; null when it is not among them.
async function reach(name) {
  for (;;) {
    const item = document.getElementById(name)
    const older = document.querySelector("#older")
    if (item || !older) return item
    older.scrollIntoView() // which loads them
    if (!(await gone(older))) return null
  }
}

function gone(element) {
  return new Promise((resolve) => {
    const watcher = new MutationObserver(() => { if (!element.isConnected) done(true) })
    const timer = setTimeout(() => done(false), PATIENCE)
    const done = (is) => { watcher.disconnect(); clearTimeout(timer); resolve(is) }
    watcher.observe(element.parentElement, { childList: true })
  })
}
