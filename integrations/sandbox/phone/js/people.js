// The list of people, and making a new one.
import { post } from "./api.js"
import { byId, el, reconcile } from "./dom.js"
import { short } from "./dates.js"
import { attempt, choose, loadOverview, state } from "./state.js"

export function drawPeople() {
  const { people, now } = state.overview
  const items = people.map((one) => {
    const chosen = one.username === state.person
    const age = one.last_at ? short(one.last_at, now) : ""
    return { key: one.username, value: [one, chosen, age], draw: () => person(one, chosen, age) }
  })
  if (!items.length) items.push({ key: "none", value: 0, draw: () => el("li", { class: "nobody" }, "Nobody yet. Add somebody below.") })
  reconcile(byId("people"), items)
}

export function startPeople(show) {
  byId("people").addEventListener("click", (event) => {
    const button = event.target.closest("[data-person]")
    if (!button) return
    choose(button.dataset.person)
    show("phone")
  })
  byId("new-person").addEventListener("submit", async (event) => {
    event.preventDefault()
    const input = event.target.elements.name
    const name = input.value.trim()
    if (!name) return
    if (await attempt(() => make(name))) {
      input.value = ""
      show("phone")
    }
  })
}

async function make(name) {
  const taken = new Set(state.overview.people.map((one) => one.username))
  const base = name.normalize("NFKD").toLowerCase().replace(/[^a-z0-9]+/g, ".").replace(/^\.|\.$/g, "") || "person"
  let username = base
  for (let number = 2; taken.has(username); number += 1) username = `${base}${number}`
  await post("people", { username, name })
  await loadOverview()
  await choose(username)
}

function person(one, chosen, age) {
  const last = one.last_text ? `${one.last_from === "person" ? "You: " : ""}${one.last_text}` : `@${one.username}`
  return el("li", {},
    el("button", { type: "button", class: "person", "data-testid": "person", "data-person": one.username, "aria-current": chosen ? "true" : null },
      el("img", { class: "avatar", src: one.picture, alt: "", width: 40, height: 40 }),
      el("span", { class: "person-words" }, el("strong", { dir: "auto" }, one.name ?? one.username), el("span", { dir: "auto" }, last)),
      el("span", { class: "person-side" }, age, one.unread ? el("span", { class: "unread", "aria-label": `${one.unread} unread` }, String(one.unread)) : null),
    ))
}
