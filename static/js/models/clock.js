// One ticker for the page, by the server's clock. It counts down to what the server said, and walks
// the steps the server gave; it never computes a window.
import { SOON, VERY_SOON, about, long, short } from "models/countdown"
import { localise } from "models/times"

let offset = 0 // milliseconds the server is ahead
let timer = null
let minute = 0

export const now = () => Date.now() + offset

export function setClock(iso) {
  offset = Date.parse(iso) - Date.now()
}

export const secondsUntil = (iso) => Math.floor((Date.parse(iso) - now()) / 1000)

export function tick() {
  clearTimeout(timer)
  let nearest = 60
  for (const element of document.querySelectorAll(".chip[data-until]")) unblock(element)
  for (const element of document.querySelectorAll(".chip[data-deadline]:not([data-block])")) {
    nearest = Math.min(nearest, chip(element))
  }
  for (const element of document.querySelectorAll("[data-left]")) nearest = Math.min(nearest, left(element))
  for (const element of document.querySelectorAll("[data-left-short]")) write(element, short(secondsUntil(element.dataset.leftShort)))
  for (const element of document.querySelectorAll("[data-expected]")) expect(element)
  for (const element of document.querySelectorAll(".banner[data-until]")) hurry(element)
  const thisMinute = Math.floor(now() / 60000)
  if (thisMinute !== minute) localise(document)
  minute = thisMinute
  document.dispatchEvent(new CustomEvent("inbox:tick"))
  timer = setTimeout(tick, Math.min(nearest * 1000 + 20, boundary()))
}

// Milliseconds until the composer has to change; a little more, so that it has passed.
function boundary() {
  const { deadline } = document.querySelector("#composer")?.dataset ?? {}
  const wait = deadline ? Date.parse(deadline) - now() : Infinity
  return wait > 0 ? wait + 5 : Infinity
}

const write = (element, text) => { if (element.textContent !== text) element.textContent = text }

function left(element) {
  const seconds = secondsUntil(element.dataset.left)
  write(element, long(seconds))
  return seconds < VERY_SOON ? 1 : 60
}

// When a message is expected to go, as far as the server knew.
function expect(element) {
  const { expected, about: words, soon } = element.dataset
  const time = about(secondsUntil(expected))
  write(element, time ? words.replace("{time}", time) : soon)
}

// The banner's urgency: its fill and icon, and the words for between so many seconds and so many.
function hurry(banner) {
  const seconds = secondsUntil(banner.dataset.until)
  const isSoon = seconds < SOON
  banner.toggleAttribute("data-soon", isSoon)
  draw(banner, isSoon ? banner.dataset.soonIcon : banner.dataset.icon)
  for (const words of banner.querySelectorAll("[data-between]")) {
    const [from, to] = words.dataset.between.split(" ").map(Number)
    words.hidden = !(seconds < from && seconds >= to)
  }
}

// Shows a chip's time left and gives the seconds until it has to be looked at again.
function chip(element) {
  const before = element.dataset.window, wasSoon = element.hasAttribute("data-soon")
  let seconds = secondsUntil(element.dataset.deadline)
  if (seconds < 0) seconds = turn(element)
  const step = current(element)
  const words = element.dataset.deadline && step.counted ? short(seconds) : ""
  const isSoon = element.toggleAttribute("data-soon", Boolean(words) && seconds < SOON)
  const row = isSoon !== wasSoon || before !== step.window ? element.closest(".row") : null
  if (row) document.dispatchEvent(new CustomEvent("inbox:turned", { detail: row.dataset.id }))
  draw(element, element.hasAttribute("data-soon") ? step.soonIcon : step.icon)
  write(element.querySelector(".chip-text"), `${step.words} ${words}`.trim())
  if (!words) return 60
  return seconds < VERY_SOON ? 1 : Math.min(60, seconds + 1)
}

const steps = (element) => JSON.parse(element.dataset.steps)
const current = (element) => steps(element).find((step) => step.window === element.dataset.window)

// The deadline passed: what the server said comes next.
function turn(element) {
  const all = steps(element)
  const step = all.find((each) => !each.deadline || secondsUntil(each.deadline) >= 0) ?? all.at(-1)
  const next = all[all.indexOf(step) + 1]
  element.dataset.window = step.window
  if (step.deadline) element.dataset.deadline = step.deadline
  else delete element.dataset.deadline
  if (next) element.dataset.next = next.window
  else delete element.dataset.next
  return step.deadline ? secondsUntil(step.deadline) : 0
}

// What stood before the window is over, by time alone.
function unblock(element) {
  if (secondsUntil(element.dataset.until) >= 0) return
  delete element.dataset.until
  delete element.dataset.block
  const step = current(element)
  draw(element, step.icon)
  write(element.querySelector(".chip-text"), step.words)
}

function draw(element, icon) {
  const use = element.querySelector("use")
  if (icon && use.getAttribute("href") !== `#i-${icon}`) use.setAttribute("href", `#i-${icon}`)
}

document.addEventListener("visibilitychange", () => { if (!document.hidden) tick() })
