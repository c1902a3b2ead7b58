// "Happens: now, 23 hours ago…": holds for the next event only, then it is now again.
import { byId } from "./dom.js"

const select = () => byId("when")

export function takeWhen() {
  const seconds = Number(select().value)
  select().value = "0"
  mark()
  return seconds
}

export function startWhen() {
  select().addEventListener("change", mark)
}

const mark = () => select().toggleAttribute("data-past", select().value !== "0")
