// Times in words, in the viewer's own zone. All times are milliseconds.
const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" })
const day = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" })

export const time = (at) => clock.format(at)
export const date = (at) => day.format(at)
export const sameDay = (a, b) => new Date(a).toDateString() === new Date(b).toDateString()

export function short(at, now) {
  const minutes = Math.floor((now - at) / 60000)
  if (minutes < 1) return "now"
  if (minutes < 60) return `${minutes}m`
  if (minutes < 1440) return `${Math.floor(minutes / 60)}h`
  return `${Math.floor(minutes / 1440)}d`
}

// Rounded down: two units from an hour up, one below.
export function left(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)]
  if (days) return `${days}d ${hours}h`
  return hours ? `${hours}h ${minutes % 60}m` : `${minutes}m`
}
