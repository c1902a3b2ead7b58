// Attachments and templates inside a message.
import { el, icon } from "./dom.js"
import { act } from "./state.js"

export function attachment(each, message) {
  if (each.type === "image" || each.type === "story_mention") return photo(each)
  if (each.type === "template") return template(each, message)
  if (each.type === "like_heart") return el("span", { class: "heart", role: "img", "aria-label": "Heart" }, "❤️")
  if (["ig_post", "ig_reel", "share", "reel"].includes(each.type)) return shared(each)
  return line(each.type)
}

function photo(each) {
  const picture = el("img", { class: "photo", src: each.url, alt: "Photo", width: 220, height: 220 })
  picture.addEventListener("error", () => picture.replaceWith(line("Photo no longer there")))
  return picture
}

const line = (words) => el("span", { class: "attachment-line" }, icon("photo"), words.replaceAll("_", " "))

function shared(each) {
  return el("span", { class: "shared" }, el("img", { src: each.url, alt: "" }), el("span", {}, each.title || "Post"))
}

function template(each, message) {
  if (each.template_type === "generic") return el("div", { class: "cards", tabindex: "0", "data-many": each.elements.length > 1 || null }, each.elements.map(card))
  if (each.template_type === "button") return el("div", { class: "card" }, el("div", { class: "card-words" }, each.text), buttons(each.buttons))
  if (each.template_type === "product") return line("Products from the shop")
  return request(each, message)
}

function card(one) {
  return el("div", { class: "card" },
    one.picture ? el("img", { src: one.picture, alt: "" }) : null,
    el("div", { class: "card-words" }, el("strong", {}, one.title), one.subtitle ? el("span", {}, one.subtitle) : null),
    buttons(one.buttons ?? []))
}

function buttons(given) {
  return el("div", { class: "card-buttons" }, given.map((one) =>
    one.type === "web_url"
      ? el("a", { href: one.url, target: "_blank", rel: "noopener noreferrer", "data-testid": "template-link" }, one.title)
      : el("button", { type: "button", "data-testid": "template-button", onclick: () => act("postback", { title: one.title, payload: one.payload }) }, one.title)))
}

// An opt-in request: agreeing gives the business a token, and opens no window.
function request(each) {
  const once = each.template_type === "one_time_notif_req"
  const agree = () => act("opt_in", { topic: each.payload, once })
  return el("div", { class: "card" },
    el("div", { class: "card-words" }, el("strong", {}, each.title), el("span", {}, once ? "One message on this" : "Messages on this until you stop them")),
    el("div", { class: "card-buttons" }, el("button", { type: "button", "data-testid": "opt-in", onclick: agree }, "Get updates")))
}
