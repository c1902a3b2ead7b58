// <ul id="notices" aria-live="polite"><li class="notice">…</ul>: readers hear what comes, but pass
// over what a page arrives with, so that is told where they listen.
import { say } from "app/strips"

export default class Notices {
  constructor(element) { this.element = element }
  connect() {
    const words = [...this.element.querySelectorAll(".notice-words")].map((each) => each.textContent.trim())
    if (words.length) say(words.join(" · "))
  }
}
