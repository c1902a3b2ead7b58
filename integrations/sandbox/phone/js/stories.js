// Stories of the business to reply to, and a story of one's own that mentions it.
import { patch, upload } from "./api.js"
import { short } from "./dates.js"
import { byId, el, reconcile } from "./dom.js"
import { say } from "./say.js"
import { account, act, attempt, showTab, state } from "./state.js"

let chosen = "coffee.jpg"

export function drawStories() {
  const shown = state.media.filter((one) => one.product === "STORY")
  const items = shown.map((one) => ({ key: one.id, value: one, draw: () => story(one) }))
  items.push({ key: "mention", value: [account()?.username, state.overview.pictures], draw: mention })
  reconcile(byId("stories"), items)
}

function story(one) {
  const input = el("input", { name: "text", "aria-label": "Reply to this story", placeholder: "Reply to this story…", autocomplete: "off", "data-testid": "story-input", dir: "auto" })
  const form = el("form", { class: "line-form" }, input, el("button", { class: "button", type: "submit", "data-testid": "story-send" }, "Send"))
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (!text || !(await act("story_reply", { media: one.id, text }))) return
    input.value = ""
    say("Sent as a message")
    showTab("chat")
  })
  const again = () => attempt(() => patch(`media/${one.id}`, { account: state.account, again: true }))
  return el("article", { class: "story", "data-testid": "story", "data-gone": one.gone || null },
    el("div", { class: "story-picture" }, el("img", { src: one.picture, alt: "", loading: "lazy" }), el("span", { class: "kind" }, one.gone ? "Ended" : `Story · ${short(one.at, Date.now())}`)),
    el("div", { class: "post-body" }, el("p", { class: "post-caption", dir: "auto" }, one.caption),
      one.gone ? el("button", { type: "button", class: "button", onclick: again }, "Post it again") : form))
}

function mention() {
  const pictures = el("div", { class: "samples", role: "group", "aria-label": "Picture of your story" })
  const draw = () => pictures.replaceChildren(...state.overview.pictures.slice(0, 4).map((name) =>
    el("button", { type: "button", "aria-label": name.replace(".jpg", ""), "aria-pressed": String(name === chosen), onclick: () => { chosen = name; draw() } }, el("img", { src: `/media/${name}`, alt: "" }))))
  draw()
  const send = () => attempt(async () => {
    const blob = await (await fetch(`/media/${chosen}`)).blob()
    if (await act("story_mention", { asset: await upload(blob) })) showTab("chat")
  })
  return el("section", { class: "mention" },
    el("h2", {}, "Your own story"), el("p", {}, `Mention @${account()?.username ?? ""} in it: the business hears of it as a message.`), pictures,
    el("button", { type: "button", class: "button", "data-testid": "story-mention", onclick: send }, "Post with a mention"))
}
