// What the page shows, who listens, and the one way to do something as the chosen person.
import { get, patch, post, remove } from "./api.js"
import { say } from "./say.js"
import { takeWhen } from "./when.js"

export const state = { account: null, person: null, tab: "chat", overview: null, chat: null, media: [] }
const listeners = new Set()

export const onChange = (listener) => listeners.add(listener)
export const account = () => state.overview?.accounts.find((one) => one.ig_id === state.account)
const changed = () => listeners.forEach((listener) => listener())

export async function loadOverview() {
  const query = state.account ? { account: state.account } : {}
  state.overview = await get("overview", query)
  state.account = state.overview.account
  const names = state.overview.people.map((one) => one.username)
  if (!names.includes(state.person)) state.person = names[0] ?? null
  changed()
}

export async function loadChat() {
  if (!state.account || !state.person) {
    state.chat = null
  } else {
    const [who, of] = [state.person, state.account]
    const chat = await get("chat", { account: of, person: who })
    if (who !== state.person || of !== state.account) return
    state.chat = chat
  }
  changed()
}

export async function loadMedia() {
  state.media = state.account ? (await get("media", { account: state.account })).media : []
  changed()
}

export async function loadAll() {
  await loadOverview()
  await Promise.all([loadChat(), loadMedia()])
}

export async function choose(person) {
  state.person = person
  remember()
  changed()
  await loadChat()
}

export async function chooseAccount(number) {
  state.account = number
  remember()
  await loadAll()
}

export function showTab(tab) {
  state.tab = tab
  changed()
}

// Play an event as the chosen person; true when it happened.
export async function act(kind, what = {}) {
  const body = { kind, account: state.account, person: state.person, ...what }
  if (kind !== "seen") body.when = takeWhen()
  return attempt(async () => {
    await post("events", body)
    await loadChat()
  })
}

export const changeContact = (columns) =>
  attempt(() => patch("contacts", { account: state.account, person: state.person, ...columns }))
export const handOver = (control) => // now, whatever the time that what is said happens at
  attempt(() => post("events", { kind: "handover", account: state.account, person: state.person, control }))
export const changeAccount = (body) => attempt(() => patch(`accounts/${state.account}`, body))
export const addFault = (kind, options = {}) => attempt(() => post("faults", { kind, account: state.account, ...options }))
export const dropFault = (number) => attempt(() => remove(`faults/${number}`))

export async function attempt(work) {
  try {
    await work()
    return true
  } catch (error) {
    say(error.message, "bad")
    return false
  }
}

function remember() {
  const query = new URLSearchParams({ account: state.account ?? "", person: state.person ?? "" })
  history.replaceState(null, "", `?${query}`)
}
