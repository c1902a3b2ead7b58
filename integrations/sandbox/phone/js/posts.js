// Posts, reels, ads and live videos, with what is said under them.
import { patch } from "./api.js"
import { short } from "./dates.js"
import { byId, el, reconcile } from "./dom.js"
import { act, attempt, loadMedia, showTab, state } from "./state.js"

const KINDS = { FEED: "Post", REELS: "Reel", AD: "Ad", LIVE: "Live" }

export function drawPosts() {
  const shown = state.media.filter((one) => one.product !== "STORY")
  const items = shown.map((one) => ({ key: one.id, value: [one, state.person], draw: () => post(one) }))
  if (!items.length) items.push({ key: "none", value: 0, draw: () => el("p", { class: "nobody" }, "This account has no posts.") })
  reconcile(byId("posts"), items)
}

function post(one) {
  const ended = one.product === "LIVE" && !one.live
  const kind = one.product === "LIVE" ? (one.live ? "Live now" : "Live video, ended") : KINDS[one.product]
  return el("article", { class: "post", "data-testid": "post", "data-product": one.product, "data-id": one.id },
    el("div", { class: "post-picture" }, el("img", { src: one.picture, alt: "", loading: "lazy" }), el("span", { class: "kind", "data-live": one.live || null }, kind)),
    el("div", { class: "post-body" },
      el("p", { class: "post-caption", dir: "auto" }, one.caption),
      one.product === "AD" ? el("button", { type: "button", class: "button", "data-testid": "ad-message", onclick: () => click(one) }, "Send message") : null,
      el("ul", { class: "comments" }, one.comments.map((each) => comment(each, one))),
      ended || !one.comments_on ? el("p", { class: "post-foot" }, "Comments are closed") : commentForm(one, "Add a comment…"),
      el("div", { class: "post-foot" }, el("span", {}, `${short(one.at, Date.now())} · ${one.comments.length === 1 ? "1 comment" : `${one.comments.length} comments`}`), broadcast(one))))
}

function comment(one, where) {
  const open = where.comments_on && (where.product !== "LIVE" || where.live)
  const item = el("li", { class: "comment", "data-testid": "comment", "data-from": one.from, "data-hidden": one.hidden || null },
    el("img", { class: "avatar small", src: `/media/avatar/${one.username}.png`, alt: "", width: 28, height: 28 }),
    el("div", { class: "comment-body" },
      el("strong", {}, one.username), el("span", { dir: "auto" }, one.text),
      el("div", { class: "comment-side" }, el("span", {}, facts(one).join(" · ")),
        open ? el("button", { type: "button", class: "text-button", "data-testid": "comment-reply", onclick: (event) => answer(event, one) }, "Reply") : null,
        one.from === "person" && one.username === state.person ? el("button", { type: "button", class: "text-button", onclick: () => change("uncomment", { comment: one.id }) }, "Delete") : null),
      one.replies?.length ? el("ul", { class: "replies" }, one.replies.map((each) => comment(each, where))) : null))
  return item
}

function facts(one) {
  return [short(one.at, Date.now()), one.hidden && "hidden by the business", one.private_reply_at && "answered in messages"].filter(Boolean)
}

function commentForm(one, words, parent) {
  const input = el("input", { name: "text", "aria-label": words, placeholder: words, maxlength: 2200, autocomplete: "off", "data-testid": "comment-input", dir: "auto" })
  const form = el("form", { class: "line-form" }, input, el("button", { class: "button", type: "submit", "data-testid": "comment-send" }, "Post"))
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const text = input.value.trim()
    if (text && (await change("comment", parent ? { comment: parent.id, text } : { media: one.id, text }))) input.value = ""
  })
  return form
}

function answer(event, one) {
  const bodyOf = event.currentTarget.closest(".comment-body")
  if (bodyOf.querySelector(".line-form")) return
  const form = commentForm(null, `Reply to ${one.username}…`, one)
  bodyOf.append(form)
  form.elements.text.focus()
}

function broadcast(one) {
  if (one.product !== "LIVE") return null
  const turn = () => attempt(() => patch(`media/${one.id}`, { account: state.account, ...(one.live ? { ended: true } : { again: true }) }))
  return el("button", { type: "button", class: "button small", "data-testid": "broadcast", onclick: turn }, one.live ? "End broadcast" : "Go live again")
}

// A click on an ad opens the chat; what is said there then names the ad.
async function click(one) {
  const ad = { ad_id: one.ad_id, title: one.ad_title, picture: one.picture.split("/").at(-1), text: "Hi, I saw your ad" }
  if (await act("ad", ad)) showTab("chat")
}

async function change(kind, what) {
  const done = await act(kind, what)
  await attempt(loadMedia)
  return done
}
