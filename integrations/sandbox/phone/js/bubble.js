// One message: what it says, what was done to it, and what can be done.
import { attachment } from "./cards.js"
import { answerTo, editText } from "./composer.js"
import { time } from "./dates.js"
import { el, iconButton } from "./dom.js"
import { act } from "./state.js"

const EMOJI = ["❤️", "😮", "😢", "😡", "😂", "👍"]
const HOLD = 450 // milliseconds of pressing that count as long

export function bubble(one, { isNew }) {
  const turn = el("li", { class: "turn", "data-from": one.from, "data-new": isNew || null },
    body(one),
    one.deleted ? null : actions(one),
    reactions(one),
    meta(one))
  holdToOpen(turn)
  return turn
}

function body(one) {
  const hooks = { "data-testid": "bubble", "data-from": one.from, "data-mid": one.mid, dir: "auto" }
  if (one.deleted) return el("div", { class: "bubble", "data-deleted": true, ...hooks }, "Message unsent")
  const inside = [label(one), answered(one.reply_to), ...attachments(one), words(one)].filter(Boolean)
  const bare = one.attachments.length > 0 && !one.text && !one.reply_to
  return el("div", { class: bare ? "bubble bare" : "bubble", ...hooks }, inside)
}

function words(one) {
  if (one.text) return el("p", {}, one.text)
  if (one.postback) return el("p", {}, one.postback.title)
  return one.kind === "unsupported" ? el("p", {}, "Something this app cannot show") : null
}

function label(one) {
  const names = { private_reply: "Answer to your comment", story_reply: "Your reply to a story", ad: "From an ad", ice_breaker: "Tapped", postback: "Tapped", menu: "Tapped in the menu" }
  return names[one.kind] ? el("span", { class: "label" }, names[one.kind]) : null
}

function answered(reply) {
  if (!reply) return null
  if (reply.story) return el("span", { class: "answered" }, "Story", el("img", { src: reply.picture, alt: "" }))
  return el("span", { class: "answered" }, reply.text)
}

function attachments(one) {
  const drawn = one.attachments.map((each) => attachment(each, one))
  return drawn.length > 1 ? [el("div", { class: "photos" }, drawn)] : drawn
}

function actions(one) {
  const mine = one.from === "person"
  return el("div", { class: "bubble-actions" },
    iconButton("smile", "React", { "data-testid": "react", "aria-expanded": "false", onclick: ({ currentTarget }) => toggleEmoji(currentTarget, one) }),
    iconButton("reply", "Reply", { "data-testid": "reply", onclick: () => answerTo(one) }),
    mine && one.text ? iconButton("edit", "Edit", { "data-testid": "edit", onclick: () => editText(one) }) : null,
    mine ? iconButton("undo", "Unsend", { "data-testid": "unsend", onclick: () => act("unsend", { mid: one.mid }) }) : null)
}

function toggleEmoji(button, one) {
  const turn = button.closest(".turn")
  const open = turn.querySelector(".emoji-row")
  button.setAttribute("aria-expanded", String(!open))
  if (open) return open.remove()
  const given = one.reactions.person
  const row = el("div", { class: "emoji-row", role: "group", "aria-label": "Reactions" },
    EMOJI.map((emoji) => el("button", { type: "button", "data-testid": "emoji", "data-emoji": emoji, "aria-pressed": String(emoji === given), onclick: () => react(one, emoji) }, emoji)))
  turn.querySelector(".bubble-actions").after(row)
  row.firstElementChild.focus()
}

const react = (one, emoji) =>
  one.reactions.person === emoji ? act("unreact", { mid: one.mid }) : act("react", { mid: one.mid, emoji })

function reactions(one) {
  const given = Object.entries(one.reactions)
  if (!given.length || one.deleted) return null
  return el("div", { class: "reactions", "data-testid": "reactions" },
    given.map(([side, emoji]) => el("span", { title: side === "person" ? "You" : "The business" }, emoji)))
}

function meta(one) {
  const parts = [time(one.at)]
  if (one.edited && !one.deleted) parts.push("edited")
  if (one.tag === "HUMAN_AGENT") parts.push("human agent")
  if (one.source === "app") parts.push("typed in the app")
  return el("span", { class: "meta" }, parts.join(" · "))
}

// A long press opens what a mouse finds by hovering.
function holdToOpen(turn) {
  let timer = null
  const stop = () => clearTimeout(timer)
  turn.addEventListener("pointerdown", (event) => {
    if (event.target.closest("button, a")) return
    timer = setTimeout(() => turn.toggleAttribute("data-open"), HOLD)
  })
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) turn.addEventListener(name, stop)
}
