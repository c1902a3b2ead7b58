// One ticker for the page, by the server's clock. It counts down to what the server said, and walks
// the steps the server gave; it never computes a window.
import { SOON, VERY_SOON, long, short } from "models/countdown"
import { localise } from "models/times"

let offset = 0 // milliseconds the server is ahead
let timer = null
let minute = 0

export const now = () => Date.now() + offset

export function setClock(iso) {
  offset = Date.parse(iso) - Date.now()
}

export function tick() {
  clearTimeout(timer)
  let nearest = 60
  for (const element of document.querySelectorAll(".chip[data-deadline]:not([data-block])")) {
    nearest = Math.min(nearest, chip(element))
  }
  for (const element of document.querySelectorAll("[data-left]")) {
    const left = seconds(element.dataset.left)
    write(element, long(left))
    if (left < VERY_SOON) nearest = Math.min(nearest, 1)
  }
  const thisMinute = Math.floor(now() / 60000)
  if (thisMinute !== minute) localise(document)
  minute = thisMinute
  timer = setTimeout(tick, nearest * 1000 + 20)
}

const seconds = (iso) => Math.floor((Date.parse(iso) - now()) / 1000)
const write = (element, text) => { if (element.textContent !== text) element.textContent = text }

// Shows a chip's time left and gives the seconds until it has to be looked at again.
function chip(element) {
  let left = seconds(element.dataset.deadline)
  if (left < 0) left = turn(element)
  const words = element.dataset.deadline ? short(left) : ""
  const step = current(element)
  element.toggleAttribute("data-soon", Boolean(words) && left < SOON)
  draw(element, element.hasAttribute("data-soon") ? step.soonIcon : step.icon)
  write(element.querySelector(".chip-text"), `${step.words} ${words}`.trim())
  if (!words) return 60
  return left < VERY_SOON ? 1 : Math.min(60, left + 1)
}

const steps = (element) => JSON.parse(element.dataset.steps)
const current = (element) => steps(element).find((step) => step.window === element.dataset.window)

// The deadline passed: what the server said comes next.
function turn(element) {
  const all = steps(element)
  const step = all.find((each) => !each.deadline || seconds(each.deadline) >= 0) ?? all.at(-1)
  const next = all[all.indexOf(step) + 1]
  element.dataset.window = step.window
  if (step.deadline) element.dataset.deadline = step.deadline
  else delete element.dataset.deadline
  if (next) element.dataset.next = next.window
  else delete element.dataset.next
  return step.deadline ? seconds(step.deadline) : 0
}

function draw(element, icon) {
  const use = element.querySelector("use")
  if (use.getAttribute("href") !== `#i-${icon}`) use.setAttribute("href", `#i-${icon}`)
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) tick() })
