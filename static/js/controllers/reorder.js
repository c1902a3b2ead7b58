// <ol data-controller="reorder"><li class="rule" data-number="2"><span data-handle>…</span>
//   <form class="rule-to"><input name="to"></form></li></ol>
// A row follows the pointer that holds its handle; let go, its number is sent as if it had been typed.
// Escape puts it back. Its buttons do the same without a pointer.
export default class Reorder {
  #listening = new AbortController()
  #dragging = null
  constructor(element) { this.list = element }

  connect() {
    const { signal } = this.#listening
    this.list.addEventListener("pointerdown", this.#grab, { signal })
    document.addEventListener("keydown", this.#key, { signal })
  }

  disconnect() { this.#listening.abort() }

  #grab = (event) => {
    const handle = event.target.closest("[data-handle]")
    if (!handle || event.button !== 0 || this.#dragging) return
    event.preventDefault()
    const row = handle.closest(".rule"), watching = new AbortController()
    this.#dragging = { row, watching, next: row.nextElementSibling }
    row.dataset.dragged = ""
    const { signal } = watching
    document.addEventListener("pointermove", this.#move, { signal })
    document.addEventListener("pointerup", this.#drop, { signal })
    document.addEventListener("pointercancel", this.#back, { signal })
  }

  // Past the middle of a neighbour the two change places.
  #move = ({ clientY }) => {
    const { row } = this.#dragging
    let above = row.previousElementSibling, below = row.nextElementSibling
    while (above && clientY < middle(above)) { above.before(row); above = row.previousElementSibling }
    while (below && clientY > middle(below)) { below.after(row); below = row.nextElementSibling }
    row.scrollIntoView({ block: "nearest" })
  }

  #drop = () => {
    const { row, next } = this.#end()
    if (row.nextElementSibling === next) return
    const was = Number(row.dataset.number)
    const above = Number(row.previousElementSibling?.dataset.number ?? 0)
    const below = Number(row.nextElementSibling?.dataset.number ?? Infinity)
    const form = row.querySelector(".rule-to")
    // Moving down it takes the number of the row that is above it now, moving up of that below.
    form.elements.to.value = above > was ? above : below
    form.requestSubmit()
    form.elements.to.value = ""
  }

  #back = () => {
    const { row, next } = this.#end()
    this.list.insertBefore(row, next)
  }

  #key = (event) => {
    if (event.key !== "Escape" || !this.#dragging) return
    event.preventDefault()
    this.#back()
  }

  #end() {
    const dragging = this.#dragging
    dragging.watching.abort()
    delete dragging.row.dataset.dragged
    this.#dragging = null
    return dragging
  }
}

function middle(element) {
  const { top, height } = element.getBoundingClientRect()
  return top + height / 2
}
