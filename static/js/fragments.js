// Pieces of page find their place by their id. Whoever owns a place listens for "inbox:piece" and
// prevents its default; what nobody owns is morphed where it stands.
import { parse } from "app/requests"
import { morph } from "models/morph"
import { isNewer } from "models/numbers"
import { tick } from "models/clock"
import { localise } from "models/times"

// Pieces that belong to no thread.
const OF_ALL = /^(row-|switch-|notices$|stopped$)/
export const openThread = () => document.querySelector("#thread")?.dataset.thread ?? null

// `thread` says whose header, composer and items these are; others' are left out.
export function apply(html, { number = 0, thread = null } = {}) {
  for (const element of parse(html)) {
    if (!OF_ALL.test(element.id) && String(thread) !== openThread()) continue
    if (!isNewer(element.id, number)) continue
    localise(element)
    const event = new CustomEvent("inbox:piece", { detail: { element, number }, cancelable: true })
    if (!document.dispatchEvent(event)) continue
    const shown = document.getElementById(element.id)
    if (shown) morph(shown, element)
  }
  tick()
}
