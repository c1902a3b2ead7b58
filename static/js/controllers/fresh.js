// <div id="queue" data-controller="fresh" data-url="/queue/">…</div>: keeps itself true by asking for itself
// while it can be seen. Forms in it with data-stay are sent without leaving the page.
import { complain, get, parse } from "app/requests"
import { say } from "app/strips"
import { morph } from "models/morph"
import { localise } from "models/times"

const EVERY = 5000 // milliseconds

export default class Fresh {
  #listening = new AbortController()
  #timer = null
  #asked = 0
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    this.element.addEventListener("submit", this.#send, { signal })
    document.addEventListener("visibilitychange", this.#seen, { signal })
    this.#later()
  }

  disconnect() {
    this.#listening.abort()
    clearTimeout(this.#timer)
  }

  #later() {
    clearTimeout(this.#timer)
    if (!document.hidden) this.#timer = setTimeout(this.#ask, EVERY)
  }

  #seen = () => { if (document.hidden) clearTimeout(this.#timer); else this.#ask() }

  #ask = async () => {
    const asked = ++this.#asked
    const html = await get(this.element.dataset.url).catch(() => "")
    if (asked === this.#asked) this.#show(parse(html)) // else an act was quicker
    this.#later()
  }

  #show(elements) {
    const wanted = elements.find(({ id }) => id === this.element.id)
    if (!wanted) return
    localise(wanted)
    morph(this.element, wanted)
  }

  // The server answers with a whole page, as it does without scripts: this part and its words are taken.
  #send = async (event) => {
    const form = event.target
    if (!form.matches("[data-stay]")) return
    event.preventDefault()
    const button = form.querySelector("button[type=submit]")
    if (button.disabled) return
    button.disabled = true
    const asked = ++this.#asked
    try {
      const response = await fetch(form.action, { method: "POST", body: new FormData(form) })
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      if (!response.ok || !page.getElementById(this.element.id)) return location.assign(response.url)
      form.closest("[popover]")?.hidePopover()
      if (asked === this.#asked) this.#show([page.getElementById(this.element.id)])
      this.#tell(page.querySelector('[data-strip="message"]')?.textContent)
    } catch {
      complain()
    } finally {
      button.disabled = false
    }
  }

  #tell(words) {
    if (!words) return
    document.querySelector('[data-strip="done"]').textContent = words
    document.dispatchEvent(new CustomEvent("inbox:strip", { detail: "done" }))
    say(words)
  }
}
