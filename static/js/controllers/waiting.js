// <div id="timeline" data-controller="waiting" data-url="/t/1/sends/"><button class="status" data-waits="turn">…
// Messages that wait come nearer by time alone: while some are shown they are asked for again, now and then.
import { apply, openThread } from "app/fragments"
import { get } from "app/requests"

const EVERY = 45000 // milliseconds
const MOST = 60 // messages asked for at once: the newest

export default class Waiting {
  #listening = new AbortController()
  #asked = Date.now()
  constructor(element) { this.element = element }
  connect() { document.addEventListener("inbox:tick", () => this.#ask(), { signal: this.#listening.signal }) }
  disconnect() { this.#listening.abort() }

  async #ask() {
    if (document.hidden || Date.now() - this.#asked < EVERY) return
    const items = [...this.element.querySelectorAll(".item:has(.status[data-waits])")]
    if (!items.length) return
    this.#asked = Date.now()
    const thread = openThread()
    const ids = items.slice(-MOST).map((item) => item.id.replace("message-", ""))
    apply(await get(`${this.element.dataset.url}?of=${ids}`).catch(() => ""), { thread })
  }
}
