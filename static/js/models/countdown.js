// Time left in few words, always rounded down: the same as countdown.py.
const MINUTE = 60, HOUR = 3600, DAY = 86400
export const SOON = 2 * HOUR
export const VERY_SOON = 15 * MINUTE

export function short(seconds) {
  if (seconds >= DAY) return `${Math.floor(seconds / DAY)}d`
  return seconds >= SOON ? `${Math.floor(seconds / HOUR)}h` : fine(seconds)
}

export function long(seconds) {
  if (seconds < DAY) return fine(seconds)
  return `${Math.floor(seconds / DAY)}d ${Math.floor((seconds % DAY) / HOUR)}h`
}

// A guess at a time to come, to the nearest unit; nothing when it is a matter of moments.
export function about(seconds) {
  if (seconds < MINUTE / 2) return ""
  if (seconds >= 2 * DAY) return `${Math.round(seconds / DAY)} d`
  if (seconds >= 90 * MINUTE) return `${Math.round(seconds / HOUR)} h`
  return `${Math.max(1, Math.round(seconds / MINUTE))} min`
}

// How long something has gone on.
export function passed(seconds) {
  const minutes = Math.floor(Math.max(0, seconds) / MINUTE), hours = Math.floor(minutes / 60), days = Math.floor(hours / 24)
  const parts = days ? [[days, "d"], [hours % 24, "h"]] : hours ? [[hours, "h"], [minutes % 60, "min"]] : [[minutes, "min"]]
  return parts.filter(([count], place) => count || !place).map(([count, unit]) => `${count} ${unit}`).join(" ")
}

function fine(seconds) {
  const left = Math.max(0, seconds)
  if (left < VERY_SOON) return `${Math.floor(left / MINUTE)}:${String(left % MINUTE).padStart(2, "0")}`
  const minutes = `${Math.floor((left % HOUR) / MINUTE)}m`
  return left >= HOUR ? `${Math.floor(left / HOUR)}h ${minutes}` : minutes
}
