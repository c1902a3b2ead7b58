// <dialog id="assign" data-controller="assign"></dialog>, and anywhere <a href="/t/1/assignment/" data-assign>
// The form behind such a link, in a dialog; a refused one is shown again with what is wrong.
import { apply, openThread } from "app/fragments"
import { complain, get, parse, post } from "app/requests"

export default class Assign {
  #listening = new AbortController()
  constructor(element) { this.dialog = element }

  connect() {
    const { signal } = this.#listening
    document.addEventListener("click", (event) => this.#clicked(event), { signal })
    this.dialog.addEventListener("submit", (event) => this.#submitted(event), { signal })
  }

  disconnect() { this.#listening.abort() }

  #clicked(event) {
    if (event.target === this.dialog || event.target.closest("#assign [data-cancel]")) {
      event.preventDefault()
      return this.dialog.close()
    }
    const link = event.target.closest("[data-assign]")
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    this.#open(link)
  }

  async #open(link) {
    link.closest("[popover].menu")?.hidePopover()
    try {
      this.#fill(await get(link.href))
    } catch {
      return complain()
    }
    if (this.dialog.isConnected && !this.dialog.open) this.dialog.showModal()
  }

  async #submitted(event) {
    event.preventDefault()
    const button = event.submitter, thread = openThread()
    button.disabled = true
    try {
      const { status, html } = await post(event.target.action, new FormData(event.target))
      if (status === 422) return this.#fill(html)
      this.dialog.close()
      apply(html, { thread })
    } catch {
      complain()
    } finally {
      button.disabled = false
    }
  }

  #fill(html) { this.dialog.replaceChildren(...parse(html)) }
}
