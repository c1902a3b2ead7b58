// Before the first paint, and so a plain script: what was chosen on this device, and the viewer's zone.
(() => {
  const root = document.documentElement
  const read = (key) => { try { return localStorage.getItem(key) } catch { return null } }
  root.dataset.scripts = ""
  const theme = read("theme")
  if (theme === "light" || theme === "dark") root.dataset.theme = theme
  if (read("contact") === "closed") root.dataset.contact = "closed"
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`
})()
