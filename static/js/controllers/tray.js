// <div class="tray" data-url data-limits><div class="tray-here">…</div><div class="tray-aside">…</div></div>
// Files for the next message: by button, paste and drop. What the window does not take is set aside.
import { strip } from "app/strips"
import { drop, upload } from "app/uploading"
import { problemOf, sizeWords } from "models/bytes"
import { change, isUploading, trayOf } from "models/trays"

export default class Tray {
  #listening = new AbortController()
  constructor(element) { this.element = element }

  connect() {
    const { signal } = this.#listening
    const on = (target, name, act) => target.addEventListener(name, act, { signal })
    this.composer = this.element.closest(".composer")
    this.thread = this.composer.dataset.thread
    on(this.composer, "click", ({ target }) => { if (target.closest("[data-attach]")) this.#picker.click() })
    on(this.composer, "change", ({ target }) => { if (target.matches("input[data-files]")) this.#picked(target) })
    on(this.composer, "paste", (event) => this.#given(event, event.clipboardData))
    on(this.composer, "dragover", (event) => this.#over(event))
    on(this.composer, "dragleave", () => this.#hover(false))
    on(this.composer, "drop", (event) => { this.#hover(false); this.#given(event, event.dataTransfer) })
    on(this.element, "click", ({ target }) => this.#remove(target.closest("[data-remove]")))
    on(this.composer, "inbox:allowed", () => this.#show())
    on(document, "inbox:tray", ({ detail }) => { if (detail.thread === this.thread) this.#show() })
    this.#show()
  }

  disconnect() { this.#listening.abort() }

  get #picker() { return this.composer.querySelector("input[data-files]") }
  get #isMessage() { return this.composer.querySelector("#mode-message").checked }
  get #takesFiles() { return this.composer.hasAttribute("data-rich") && this.#isMessage }

  // Why no file goes: what is written here holds words only, or the window does.
  get #refusal() {
    const isElsewhere = this.composer.hasAttribute("data-rich")
    return isElsewhere ? this.element.dataset.wordsOnly : this.composer.querySelector("[data-attach]").title
  }

  #picked(input) {
    this.#add([...input.files])
    input.value = ""
  }

  #given(event, { files, items }) {
    if (!files.length || (items[0]?.kind === "string" && event.type === "paste")) return
    event.preventDefault()
    if (this.#takesFiles) return this.#add([...files])
    strip(this.composer, "problem-strip", this.#refusal, "file")
  }

  #over(event) {
    if (![...event.dataTransfer.types].includes("Files")) return
    event.preventDefault()
    this.#hover(this.#takesFiles)
  }

  #hover(is) { this.composer.toggleAttribute("data-dropping", is) }

  #add(files) {
    const { url, limits, broken } = this.element.dataset
    const refused = []
    for (const file of files) {
      const problem = problemOf(file, JSON.parse(limits))
      if (problem) refused.push(this.#why(problem))
      else upload(this.thread, url, file, broken)
    }
    if (refused.length) strip(this.composer, "problem-strip", refused.join(" "), "file")
    this.composer.querySelector("textarea").focus()
  }

  #why({ code, ...words }) {
    return this.element.dataset[code].replace(/\{(\w+)\}/g, (_, name) => words[name])
  }

  #remove(button) {
    if (!button) return
    const { key } = button.closest(".tray-item").dataset
    if (key) drop(this.thread, this.element.dataset.url, key)
    else change(this.thread, { quick: [] })
    this.composer.querySelector("textarea").focus()
  }

  #show() {
    const { files, quick } = trayOf(this.thread)
    const here = this.element.querySelector(".tray-here"), aside = this.element.querySelector(".tray-aside")
    const isAside = !this.composer.hasAttribute("data-rich")
    const place = isAside ? aside : here
    const shown = new Map([...this.element.querySelectorAll(".tray-item")].map((item) => [item.dataset.key ?? "", item]))
    const items = files.map((file) => this.#draw(file, shown.get(file.key)))
    if (isAside && quick.length) items.push(this.#drawQuick(quick, shown.get("")))
    place.querySelector(".tray-items").replaceChildren(...items)
    for (const [part, isUsed] of [[here, !isAside], [aside, isAside]]) {
      part.hidden = !isUsed || !items.length || !this.#isMessage
      if (!isUsed) part.querySelector(".tray-items").replaceChildren()
    }
    this.#becomes()
  }

  #draw(file, item = clone("tray-item")) {
    const part = (name) => item.querySelector(`.tray-${name}`)
    item.dataset.key = file.key
    part("name").textContent = file.name
    part("size").textContent = sizeWords(file.size)
    if (file.kind === "image" && file.url && !part("picture").querySelector("img")) {
      const picture = Object.assign(new Image(40, 40), { src: file.url, alt: "" })
      part("picture").replaceChildren(picture)
    }
    part("progress").hidden = Boolean(file.id || file.problem)
    part("progress").value = file.progress ?? 1
    part("progress").setAttribute("aria-label", file.name)
    part("problem").hidden = !file.problem
    part("problem").textContent = file.problem ?? ""
    const button = item.querySelector("[data-remove]")
    const label = file.id || file.problem ? button.dataset.label : button.dataset.cancel
    button.setAttribute("aria-label", label.replace("{name}", file.name))
    return item
  }

  #drawQuick(quick, item = clone("tray-quick")) {
    const name = item.querySelector(".tray-name")
    name.textContent = name.dataset.words.replace("{titles}", quick.join(" · "))
    return item
  }

  // The messages that text and files will become, or why nothing goes yet.
  #becomes() {
    const line = this.element.querySelector(".tray-becomes")
    if (isUploading(this.thread)) return void (line.textContent = this.element.dataset.wait)
    const files = trayOf(this.thread).files.filter((file) => !file.problem).length
    const hasWords = Boolean(this.composer.querySelector("textarea").value.trim())
    const count = files + (hasWords ? 1 : 0)
    const words = count === 1 ? line.dataset.one : hasWords ? line.dataset.many : line.dataset.only
    line.textContent = count ? words.replace("{n}", count) : ""
  }
}

const clone = (name) => document.querySelector(`#${name}`).content.cloneNode(true).firstElementChild
