// Behind the scenes: time, faults, this person, the account's switches, and the post.
import { get, post } from "./api.js"
import { byId, el, reconcile } from "./dom.js"
import { say } from "./say.js"
import { account, addFault, attempt, changeAccount, changeContact, chooseAccount, dropFault, handOver, loadAll, state } from "./state.js"

const AGES = [["+1 h", 1], ["+23 h", 23], ["+25 h", 25], ["+8 d", 192]]
const FAULTS = [
  ["token_expired", "Token expired", "every call: 190/463"],
  ["rate_limited", "Rate limited", "sends: 613/2534040"],
  ["blocked", "Contact unavailable", "sends: 551/1545041"],
  ["platform_down", "Instagram is down", "every call: 503"],
  ["unavailable", "Unexpected error", "every call: code 2"],
  ["slow", "Slow answers", "3 seconds late"],
  ["answer_lost", "Answer lost after delivery", "sent, then the connection drops"],
  ["answer_broken", "Error after delivery", "sent, then 500 with 1/1357046"],
  ["error_in_200", "Error inside a 200", "code 2 in the body"],
  ["duplicate_webhook", "Webhooks twice", "every event two times"],
  ["reorder_webhook", "Webhooks out of order", "each overtaken by later ones"],
  ["delay_echo", "Late echoes", "3 seconds late"],
  ["no_echo", "No echoes", "never told what was sent"],
  ["num_edit_zero", "Edits nobody made", "message_edit with num_edit 0"],
  ["media_404", "Dead media links", "new photos cannot be fetched"],
]

export function drawStage() {
  const wanted = account()
  reconcile(byId("stage"), [
    { key: "time", value: state.overview.ages_both, draw: time },
    ...(state.chat ? [{ key: "person", value: [state.chat.person.igsid, state.chat.person.blocked, state.chat.person.name, state.chat.person.other_app], draw: person }] : []),
    ...(wanted ? [{ key: "faults", value: [state.overview.faults, wanted.ig_id], draw: faults }] : []),
    ...(wanted ? [{ key: "account", value: [wanted, state.overview.accounts.length], draw: switches }] : []),
    { key: "post", value: 0, draw: mail },
  ])
}

export async function drawWire() {
  const list = byId("wire")
  if (!list || list.offsetParent === null) return
  const health = await get("health")
  const { log } = await get("log", { newest: 8 })
  byId("mail").textContent = health.failing
    ? `${health.waiting} webhooks wait: ${health.webhook_url} does not answer.`
    : health.waiting ? `${health.waiting} webhooks are on their way.` : `All webhooks are delivered to ${health.webhook_url}.`
  byId("retry").hidden = !health.failing
  reconcile(list, log.map((one) => ({ key: String(one.id), value: one.id, draw: () => line(one) })))
}

function line(one) {
  const name = one.kind === "webhook" ? "Webhook" : `${one.method} ${one.path.replace(/^\/v[\d.]+/, "").replace(/\/[\w-]{24,}/, "/…")}`
  return el("li", {}, el("span", { title: one.path }, name), el("b", { "data-bad": one.status !== 200 || null }, one.status === null ? "no answer" : String(one.status)))
}

const part = (title, ...children) => el("section", { class: "stage-part" }, el("h3", {}, title), children)

function time() {
  const command = el("code", { class: "command" }, "python manage.py age_demo --hours 25")
  const both = state.overview.ages_both
  const words = both ? "Both sides grow older together: this sandbox and the demo's inbox." : "Ages this sandbox. Run this for the inbox's side:"
  return part("Let time pass",
    el("div", { class: "ages" }, AGES.map(([label, hours]) => el("button", { type: "button", class: "button", "data-testid": `age-${hours}`, onclick: () => age(hours, command) }, label))),
    el("p", {}, words), both ? null : command)
}

const age = (hours, command) => attempt(async () => {
  const done = await post("age", { hours, everywhere: true })
  command.textContent = done.command
  if (done.hook?.code) say(done.hook.said || "The inbox's side could not be aged", "bad")
  else say(done.hook ? `Everything is ${hours} hours older` : `The sandbox is ${hours} hours older. Now run: ${done.command}`)
  await loadAll()
})

function person() {
  const { name, username, blocked, follows, other_app } = state.chat.person
  return part(`${name ?? username}`,
    toggle("Blocks the business", "sends: 551/1545041", blocked, (on) => changeContact({ blocked: on }), "person-blocked"),
    toggle("Follows the business", "", follows, (on) => changeContact({ follows: on }), "person-follows"),
    toggle("Another app has this chat", "our copies on standby, sends: 100/2534037", other_app, (on) => handOver(on ? "take" : "pass"), "other-app"))
}

function faults() {
  const active = new Map(state.overview.faults.map((one) => [one.options.preset ?? one.kind, one.id]))
  const rows = FAULTS.map(([kind, words, note]) => {
    const turn = (on) => (on ? addFault(kind) : dropFault(active.get(kind)))
    return toggle(words, note, active.has(kind), turn, `fault-${kind}`, true)
  })
  return part("Faults", el("p", {}, "They last until you switch them off."), el("div", { class: "switches" }, rows))
}

function switches() {
  const { options, ig_id, subscribed_fields } = account()
  const set = (name) => (on) => changeAccount({ options: { [name]: on } })
  const several = state.overview.accounts
  const chooser = el("select", { class: "field", "aria-label": "Account", onchange: (event) => chooseAccount(event.target.value) },
    several.map((one) => el("option", { value: one.ig_id, selected: one.ig_id === ig_id || null }, `${one.name} (@${one.username})`)))
  return part("The account", several.length > 1 ? chooser : null,
    el("div", { class: "switches" },
      toggle("Human Agent approved", "answers by people up to 7 days", options.human_agent ?? false, set("human_agent"), "human-agent"),
      toggle("Message access allowed", "otherwise 200/2534041", options.message_access ?? true, set("message_access"), "message-access"),
      toggle("Opt-in messages", "one-time and marketing", options.opt_ins ?? false, set("opt_ins"), "opt-ins"),
      toggle("Conversation routing", "apps may take chats from each other", options.routing ?? false, set("routing"), "routing"),
      toggle("Webhooks subscribed", "the app hears what happens", subscribed_fields !== null, (on) => changeAccount({ subscribed: on }), "subscribed")))
}

function mail() {
  const retry = el("button", { type: "button", class: "button small", id: "retry", hidden: true, onclick: () => attempt(async () => { await post("webhooks/retry"); await drawWire() }) }, "Try again now")
  return part("On the wire", el("p", { id: "mail" }), retry, el("ul", { class: "wire", id: "wire" }))
}

function toggle(words, note, on, change, hook, fault = false) {
  const input = el("input", { type: "checkbox", role: "switch", checked: on || null, "data-testid": hook, onchange: (event) => change(event.target.checked) })
  return el("label", { class: fault ? "switch fault" : "switch" }, el("span", {}, words, note ? el("small", {}, note) : null), input)
}
