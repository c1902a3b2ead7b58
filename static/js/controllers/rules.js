// <section id="rules" data-controller="rules" data-url="/automation/">
//   <form id="rules-act" method="post"></form>
//   <ol class="rules-rows"><li class="rule" data-rule="5" data-number="2">
//     <button form="rules-act" formaction="/automation/5/position/" name="to" value="1" data-act="up">…</li></ol>
//   <div id="rules-done"><button data-undo>…</div></section>
// Moves and switches without a new page: seen at once, then as the server has it. z takes a move back.
import { complain, get, parse, post } from "app/requests"
import { say } from "app/strips"
import { morph } from "models/morph"
import { localise } from "models/times"

export default class Rules {
  #listening = new AbortController()
  #isBusy = false
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    this.element.addEventListener("submit", this.#submit, { signal })
    document.addEventListener("click", this.#close, { signal })
    document.addEventListener("keydown", this.#key, { signal })
  }

  disconnect() { this.#listening.abort() }

  #submit = (event) => {
    const { target: form, submitter } = event
    const address = submitter?.hasAttribute("formaction") ? submitter.formAction : form.action
    if (!/\/(position|switch)\/$/.test(new URL(address).pathname)) return // it leads to another page
    event.preventDefault()
    if (this.#isBusy) return
    const values = new FormData(form, submitter)
    const row = submitter?.closest(".rule") ?? form.closest(".rule")
    form.closest("details")?.removeAttribute("open")
    this.#foresee(row, submitter)
    this.#send(address, values, row?.id ?? submitter?.dataset.row, submitter?.dataset.act ?? "up")
  }

  // What will most likely be, before the server has said so.
  #foresee(row, submitter) {
    const act = submitter?.dataset.act
    if (act === "up") row.previousElementSibling?.before(row)
    if (act === "down") row.nextElementSibling?.after(row)
    if (act === "switch") submitter.setAttribute("aria-checked", submitter.value === "yes")
    submitter?.focus()
  }

  async #send(address, values, rowId, act) {
    this.#isBusy = true
    try {
      const { status, html } = await post(address, values)
      if (status === 404) await this.#reload() // somebody removed it meanwhile
      else if (status === 403) complain()
      else this.#show(html)
      if (status >= 400) this.element.querySelector("#rules-done")?.remove()
    } catch {
      await this.#reload().catch(() => {})
      complain()
    } finally {
      this.#isBusy = false
      this.#focus(rowId, act)
    }
  }

  async #reload() { this.#show(await get(this.element.dataset.url)) }

  #show(html) {
    const wanted = parse(html).find((each) => each.id === "rules")
    if (!wanted) return
    localise(wanted)
    const { said } = wanted.dataset
    morph(this.element, wanted)
    if (said) say(said)
  }

  // A moved row loses the focus; a button that can't be pressed any more gives it to its neighbour.
  #focus(rowId, act) {
    const row = rowId && this.element.querySelector(`#${rowId}`)
    if (!row) return
    const button = row.querySelector(`[data-act="${act}"]:not(:disabled)`)
      ?? row.querySelector(".rule-acts button:not(:disabled)") ?? row.querySelector("summary")
    button?.focus()
    row.scrollIntoView({ block: "nearest" })
  }

  #close = ({ target }) => {
    for (const menu of this.element.querySelectorAll(".rule-menu[open]")) {
      if (!menu.contains(target)) menu.open = false
    }
  }

  #key = (event) => {
    const menu = this.element.querySelector(".rule-menu[open]")
    if (event.key === "Escape" && menu) {
      menu.open = false
      menu.querySelector("summary").focus()
    }
    const isPlain = !event.metaKey && !event.ctrlKey && !event.altKey && !event.isComposing
    if (event.key !== "z" || !isPlain || event.target.closest("input, textarea, select")) return
    this.element.querySelector("[data-undo]")?.click()
  }
}
