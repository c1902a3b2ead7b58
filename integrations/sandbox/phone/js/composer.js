// Writing: text, an answer to a message, an edit, quick replies, photos and other things.
import { upload } from "./api.js"
import { byId, el, icon, iconButton, reconcile } from "./dom.js"
import { act, attempt, state } from "./state.js"

const OTHERS = [
  ["audio", "Voice message"], ["video", "Video"], ["file", "PDF"], ["ephemeral", "Disappearing photo"],
  ["unsupported", "Something unsupported"], ["ad", "Come from an ad", { text: "Hi, I saw your ad" }],
  ["product", "Ask about a product"], ["referral", "Open your ig.me link"],
]
let mode = null // { kind: "reply" | "edit", message }
let foot = null

export function answerTo(message) {
  setMode({ kind: "reply", message })
}

export function editText(message) {
  setMode({ kind: "edit", message })
  foot.input.value = message.text
}

export function drawComposer() {
  foot ??= build()
  const quick = offered()
  reconcile(foot.quick, quick.map((one) => ({ key: one.payload + one.title, value: one, draw: () => quickReply(one) })))
  foot.quick.hidden = quick.length === 0
  const menu = (state.chat?.menu ?? []).flatMap((one) => one.call_to_actions ?? []).filter((one) => one.type === "postback")
  reconcile(foot.menu, menu.map((one) => ({ key: one.payload, value: one, draw: () => menuItem(one) })))
  reconcile(foot.samples, (state.overview?.pictures ?? []).map((name) => ({ key: name, value: name, draw: () => sample(name) })))
}

function build() {
  const quick = el("div", { class: "quick" })
  const composing = el("div", { class: "composing", hidden: true })
  const input = el("textarea", { rows: 1, "aria-label": "Message", placeholder: "Message…", "data-testid": "chat-input", dir: "auto" })
  const more = iconButton("plus", "Photo and more", { "data-testid": "attach", "aria-expanded": "false" })
  const send = el("button", { type: "submit", class: "button primary", "aria-label": "Send", "data-testid": "chat-send" }, icon("send"))
  const form = el("form", { class: "composer" }, more, input, send)
  const picker = el("input", { type: "file", accept: "image/png,image/jpeg,image/gif", class: "visually-hidden", "aria-label": "Choose a photo", tabindex: "-1", "data-testid": "photo-file" })
  const samples = el("div", { class: "samples" })
  const menu = el("div", { class: "others" })
  const panel = el("div", { class: "attach", hidden: true }, el("h3", {}, "Send a photo"), samples,
    el("div", { class: "others" }, el("button", { type: "button", class: "button small", onclick: () => picker.click() }, icon("photo"), "From this device"), others()), menu, picker)
  byId("chat-foot").append(quick, composing, form, panel)
  more.addEventListener("click", () => open(panel.hidden))
  picker.addEventListener("change", () => picker.files[0] && photo(picker.files[0]))
  form.addEventListener("submit", submit)
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") setMode(null)
    // isComposing: Enter also accepts a suggestion in Japanese or Chinese input.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  const opener = (wanted) => {
    panel.hidden = !wanted
    more.setAttribute("aria-expanded", String(wanted))
  }
  return { quick, composing, input, samples, menu, opener }
}

const open = (wanted) => foot.opener(wanted)

async function submit(event) {
  event.preventDefault()
  const text = foot.input.value.trim()
  if (!text) return
  foot.input.value = ""
  const done = mode?.kind === "edit"
    ? await act("edit", { mid: mode.message.mid, text })
    : await act("text", { text, ...(mode ? { reply_to: mode.message.mid } : {}) })
  if (!done) foot.input.value = text
  else setMode(null)
}

function setMode(wanted) {
  if (mode?.kind === "edit" && !wanted) foot.input.value = ""
  mode = wanted
  foot.composing.hidden = !mode
  if (!mode) return
  const words = mode.kind === "edit" ? "Editing" : `Replying to “${mode.message.text || mode.message.kind}”`
  foot.composing.replaceChildren(el("span", {}, words), el("button", { type: "button", class: "text-button", onclick: () => setMode(null) }, "Cancel"))
  foot.input.focus()
}

// Quick replies stand under the business's last word, until somebody says something else.
function offered() {
  const last = state.chat?.messages.at(-1)
  return last?.from === "business" && !last.deleted ? last.quick_replies : []
}

function quickReply(one) {
  const tap = () => act("quick_reply", { title: one.title, payload: one.payload })
  return el("button", { type: "button", class: "pill", "data-testid": "quick-reply", dir: "auto", onclick: tap }, one.title)
}

function menuItem(one) {
  const tap = () => act("menu", { title: one.title, payload: one.payload })
  return el("button", { type: "button", class: "button small", "data-testid": "menu-item", onclick: tap }, one.title)
}

function others() {
  return OTHERS.map(([kind, words, what]) =>
    el("button", { type: "button", class: "button small", "data-testid": `send-${kind}`, onclick: () => act(kind, what).then(() => open(false)) }, words))
}

function sample(name) {
  const label = name.replace(".jpg", "")
  const tap = () => attempt(async () => photo(await (await fetch(`/media/${name}`)).blob()))
  return el("button", { type: "button", "aria-label": `Photo: ${label}`, "data-testid": "photo-sample", onclick: tap }, el("img", { src: `/media/${name}`, alt: "" }))
}

async function photo(blob) {
  open(false)
  await attempt(async () => act("photo", { asset: await upload(blob) }))
}
