// The conversation: bubbles, typing, seen, and where everything scrolls to.
import { bubble } from "./bubble.js"
import { date, left, sameDay } from "./dates.js"
import { byId, el, icon, reconcile } from "./dom.js"
import { act, account, state } from "./state.js"

const WORDS = { open: ["chat", "Open"], human_agent: ["person", "Human agent"], closed: ["lock", "Closed"] }
let clockAhead = 0 // the sandbox's clock minus this browser's
let drawnFor = null
let wasHidden = false // a hidden list cannot scroll: it starts at its end when it is seen again

export function drawChat() {
  const chat = state.chat
  if (!chat) return
  clockAhead = chat.now - Date.now()
  const list = byId("bubbles")
  const hidden = list.clientHeight === 0
  const atEnd = wasHidden || list.scrollHeight - list.scrollTop - list.clientHeight < 80
  const fresh = drawnFor !== `${chat.account}/${chat.person.igsid}`
  if (fresh) list.replaceChildren()
  reconcile(list, rows(chat, fresh))
  drawnFor = `${chat.account}/${chat.person.igsid}`
  if (fresh || atEnd) list.scrollTop = list.scrollHeight
  showOwnNews(list)
  wasHidden = hidden
  tickChat()
}

// What was just said for another time stands further up: go there.
function showOwnNews(list) {
  for (const turn of list.querySelectorAll(".turn[data-new]:not([data-shown])")) {
    turn.dataset.shown = "true"
    if (turn.dataset.from === "person" && turn.nextElementSibling?.classList.contains("day")) turn.scrollIntoView({ block: "nearest" })
  }
}

// Once a second: the window's countdown, and typing that nobody took back.
export function tickChat() {
  const chat = state.chat
  if (!chat) return
  const now = Date.now() + clockAhead
  drawWindow(chat.person, now)
  const typing = byId("bubbles").querySelector("[data-testid=typing]")
  if (typing && now > chat.typing_until) typing.remove()
}

// Reading is what an open chat does: tell the sandbox, once for each newest message.
export function readChat() {
  const chat = state.chat
  const showing = state.tab === "chat" && document.visibilityState === "visible" && byId("phone").offsetParent !== null
  if (!chat || !showing) return
  const unread = chat.messages.filter((one) => one.from === "business" && !one.seen_at && !one.deleted)
  const newest = unread.at(-1)
  if (!newest || newest.mid === readChat.last) return
  readChat.last = newest.mid
  setTimeout(() => act("seen", { mid: newest.mid }), 400)
}

function rows(chat, fresh) {
  const items = []
  let before = null
  for (const one of chat.messages) {
    if (!before || !sameDay(before.at, one.at)) {
      items.push({ key: `day-${one.mid}`, value: one.at, draw: () => el("li", { class: "day" }, date(one.at)) })
    }
    items.push({ key: one.mid, value: one, draw: (old) => bubble(one, { isNew: !fresh && !old }) })
    before = one
  }
  if (!chat.messages.length) items.push(starters(chat))
  if (lookedSince(chat)) items.push({ key: "seen", value: 1, draw: () => el("li", { class: "seen", "data-testid": "seen" }, "Seen") })
  if (chat.typing_until) items.push({ key: "typing", value: 1, draw: typing })
  return items
}

function typing() {
  return el("li", { class: "typing", "data-testid": "typing", role: "status" }, el("i"), el("i"), el("i"), `${account().name} is typing`)
}

function lookedSince(chat) {
  const last = chat.messages.at(-1)
  return last?.from === "person" && chat.looked_at && chat.looked_at >= last.at
}

function starters(chat) {
  const draw = () => {
    const line = el("p", {}, `Say hello to ${account().name}`)
    const pills = chat.ice_breakers.map((one) => {
      const tap = () => act("ice_breaker", { title: one.question, payload: one.payload })
      return el("button", { type: "button", class: "pill", "data-testid": "ice-breaker", onclick: tap }, one.question)
    })
    return el("li", { class: "starters" }, line, pills)
  }
  return { key: "starters", value: [chat.ice_breakers, chat.account], draw }
}

function drawWindow(person, now) {
  const chip = byId("window")
  const name = now < person.open_until ? "open" : now < person.human_until ? "human_agent" : "closed"
  const [picture, words] = WORDS[name]
  const ends = name === "open" ? person.open_until : person.human_until
  const text = name === "closed" ? "Closed until you write" : `${words} · ${left(ends - now)}`
  if (chip.dataset.window === name && chip.textContent === text) return
  chip.dataset.window = name
  chip.title = "How long the business may still answer, as the sandbox sees it"
  chip.replaceChildren(icon(picture), text)
}
