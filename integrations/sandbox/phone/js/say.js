// Short messages at the foot of the page, read aloud too.
import { byId, el } from "./dom.js"

export function say(words, tone = "plain") {
  const line = el("div", { class: "said", "data-tone": tone }, words)
  byId("say").append(line)
  setTimeout(() => line.remove(), 6000)
}
