// <time datetime="…" data-form="clock">12:04</time>: in the viewer's zone, in the server's words.
const part = (at, options) => new Intl.DateTimeFormat("en", options).format(at)
const day = (at) => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
const daysAgo = (at) => Math.round((day(new Date()) - day(at)) / 86400000)
const clock = (at) => `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`
const date = (at, month) => `${at.getDate()} ${part(at, { month })}`
const year = (at) => (at.getFullYear() === new Date().getFullYear() ? "" : ` ${at.getFullYear()}`)

const forms = {
  clock,
  since: (at) => `${part(at, { weekday: "short" })} ${clock(at)}`,
  start: (at) => {
    const ago = daysAgo(at)
    if (ago === 0) return clock(at)
    return `${ago > 0 && ago < 7 ? part(at, { weekday: "short" }) : date(at, "short") + year(at)} ${clock(at)}`
  },
  date: (at) => `${date(at, "short")} ${at.getFullYear()}`,
  row: (at) => {
    const ago = daysAgo(at)
    if (ago === 0) return clock(at)
    return ago > 0 && ago < 7 ? part(at, { weekday: "short" }) : date(at, "short") + year(at)
  },
  day: (at) => {
    const named = { 0: "Today", 1: "Yesterday" }[daysAgo(at)]
    return named ?? `${part(at, { weekday: "long" })} ${date(at, "long")}${year(at)}`
  },
}

export const clockOf = clock
export const localDay = (iso) => day(new Date(iso))

export function localise(root) {
  for (const element of root.querySelectorAll("time[data-form]")) {
    if (!element.dateTime) continue
    const at = new Date(element.dateTime)
    const text = forms[element.dataset.form](at)
    if (element.textContent !== text) element.textContent = text
    element.title = `${at.getDate()} ${part(at, { month: "long" })} ${at.getFullYear()}, ${clock(at)}`
  }
}
