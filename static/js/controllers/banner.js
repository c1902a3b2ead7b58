// <section class="composer" data-composer data-deadline data-then data-says><div class="banner" data-controller="banner"></div></section>
// The window's time: what is said aloud and when, and what the composer turns into at the boundary,
// pushed by the server or, when nothing was pushed, by the page's own clock.
import { parse } from "app/requests"
import { say, strip } from "app/strips"
import { now, secondsUntil } from "models/clock"
import { morph } from "models/morph"
import { clockOf } from "models/times"

const STRICTER = ["open", "human_agent", "comment_reply", "locked", "other_app", "account_off"]
const REOPENED = ["human_agent", "comment_reply", "reply_used", "locked"]

export default class Banner {
  #listening = new AbortController()
  #left = Infinity
  constructor(element) { this.composer = element.closest(".composer") }

  connect() {
    const { signal } = this.#listening
    this.state = this.composer.dataset.composer
    document.addEventListener("inbox:tick", () => this.#elapse(), { signal })
    this.composer.addEventListener("inbox:changed", ({ detail }) => this.#compare(detail), { signal })
    this.#elapse()
  }

  disconnect() { this.#listening.abort() }

  #elapse() {
    const { deadline, then, says } = this.composer.dataset
    if (!deadline) return
    if (then && Date.parse(deadline) <= now()) {
      morph(this.composer, parse(then)[0])
      return this.composer.dispatchEvent(new CustomEvent("inbox:changed"))
    }
    this.#announce(secondsUntil(deadline), JSON.parse(says))
  }

  // Aloud only at two hours, 15, 5 and one minute; the nearest, when several passed unseen.
  #announce(left, says) {
    const passed = Object.keys(says).map(Number).filter((mark) => left <= mark && this.#left > mark)
    if (passed.length && this.#left !== Infinity) say(says[Math.min(...passed)])
    this.#left = left
  }

  // `isTold`: a refusal on the screen says it already.
  #compare(detail) {
    const { composer: state, changed } = this.composer.dataset, before = this.state
    this.state = state
    if (before === state) return
    this.#left = Infinity
    const words = changed.replace("{time}", clockOf(new Date(now())))
    this.composer.querySelectorAll('.composer-strip[data-code="flipped"]').forEach((line) => line.remove())
    if (STRICTER.includes(before) && STRICTER.indexOf(state) > STRICTER.indexOf(before)) {
      if (!detail?.isTold) strip(this.composer, "flip-strip", words, "flipped")
      say(words)
    } else if (state === "open" && REOPENED.includes(before)) say(words)
  }
}
