// <form method="post" action="/t/1/resolution/" data-controller="act" data-key="e">: done without a new
// page; what changed comes back in pieces. Without scripts it is the form it looks like.
import { apply, openThread } from "app/fragments"
import { complain, post } from "app/requests"

export default class Act {
  constructor(element) { this.form = element }
  connect() { this.form.addEventListener("submit", this.#submit) }
  disconnect() { this.form.removeEventListener("submit", this.#submit) }
  #submit = async (event) => {
    event.preventDefault()
    const button = this.form.querySelector("button")
    if (button.disabled) return
    const thread = openThread()
    button.disabled = true
    try {
      const { html } = await post(this.form.action, new FormData(this.form))
      apply(html, { thread })
    } catch {
      complain()
    } finally {
      button.disabled = false
    }
  }
}
