// The page: what is drawn when something changes, and moving between its parts.
import { post } from "./api.js"
import { drawChat, readChat, tickChat } from "./chat.js"
import { drawComposer } from "./composer.js"
import { byId, el } from "./dom.js"
import { startLive } from "./live.js"
import { drawPeople, startPeople } from "./people.js"
import { drawPosts } from "./posts.js"
import { drawStage, drawWire } from "./stage.js"
import { account, attempt, loadAll, onChange, showTab, state } from "./state.js"
import { drawStories } from "./stories.js"
import { startWhen } from "./when.js"

const TABS = ["chat", "posts", "stories"]

function draw() {
  if (!state.overview) return
  drawPeople()
  drawBusiness()
  const ready = Boolean(account() && state.person)
  byId("screen-empty").hidden = ready
  for (const tab of TABS) {
    const shown = tab === state.tab
    byId(`screen-${tab}`).hidden = !ready || !shown
    byId(`tab-${tab}`).setAttribute("aria-selected", String(shown))
    byId(`tab-${tab}`).tabIndex = shown ? 0 : -1
  }
  drawStage()
  if (!ready) return drawWelcome()
  drawComposer()
  drawChat()
  drawPosts()
  drawStories()
  readChat()
}

function drawBusiness() {
  const one = account()
  const names = one ? [el("strong", { dir: "auto" }, one.name), el("span", {}, `@${one.username}`)] : [el("strong", {}, "No account yet")]
  byId("business").replaceChildren(
    ...(one ? [el("img", { class: "avatar", src: one.picture, alt: "", width: 40, height: 40 })] : []), el("div", { class: "business-names" }, names))
}

function drawWelcome() {
  const none = !account()
  byId("welcome-title").textContent = none ? "A pretend Instagram" : "Who would you like to be?"
  byId("welcome-words").textContent = none
    ? "There is no business here yet. Make one with a few posts, then add a person and write to it."
    : "Add a person with the form under “Who you are”, then write to the business as them."
  byId("make-account").hidden = !none
}

function show(view) {
  document.body.dataset.view = view
  if (view === "stage") attempt(drawWire)
  draw()
}

async function makeAccount() {
  await attempt(async () => {
    const made = await post("accounts", { username: "bakery.demo", name: "Demo Bakery" })
    await post("media/sample", { account: made.ig_id })
    await loadAll()
  })
}

function start() {
  const query = new URLSearchParams(location.search)
  state.account = query.get("account") || null
  state.person = query.get("person") || null
  onChange(draw)
  startWhen()
  startPeople(show)
  byId("make-account").addEventListener("click", makeAccount)
  for (const button of document.querySelectorAll("[data-go]")) button.addEventListener("click", () => show(button.dataset.go))
  for (const tab of TABS) byId(`tab-${tab}`).addEventListener("click", () => showTab(tab))
  document.querySelector(".tabs").addEventListener("keydown", moveTab)
  document.addEventListener("visibilitychange", readChat)
  setInterval(tickChat, 1000)
  startLive(drawWire)
  attempt(async () => {
    await loadAll()
    await drawWire()
  })
}

function moveTab(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
  if (!step) return
  const next = TABS[(TABS.indexOf(state.tab) + step + TABS.length) % TABS.length]
  showTab(next)
  byId(`tab-${next}`).focus()
}

start()
