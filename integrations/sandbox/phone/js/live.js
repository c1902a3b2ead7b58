// Listens to what changes and loads what is shown again. A lost connection comes back by itself,
// and everything is loaded then, so that nothing is missed.
import { attempt, loadAll, loadChat, loadMedia, loadOverview, state } from "./state.js"

export function startLive(onWire) {
  const stream = new EventSource("/control/stream")
  const soon = { chat: calm(loadChat, 0), overview: calm(loadOverview, 120), media: calm(loadMedia, 60), wire: calm(onWire, 250) }
  stream.addEventListener("open", () => {
    document.documentElement.dataset.ready = "true"
    attempt(loadAll)
  })
  stream.addEventListener("error", () => delete document.documentElement.dataset.ready)
  stream.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data)
    const here = !event.account || event.account === state.account
    if (event.kind === "log") soon.wire()
    else if (event.kind === "thread") here && refreshThread(event, soon)
    else if (event.kind === "posts") here && soon.media()
    else attempt(loadAll)
  })
}

function refreshThread(event, soon) {
  if (event.igsid === state.chat?.person.igsid) soon.chat()
  soon.overview()
}

// Many calls in a short while become one, and never two at the same time.
function calm(work, milliseconds) {
  let [timer, running, again] = [null, false, false]
  const run = async () => {
    timer = null
    if (running) return void (again = true)
    running = true
    await attempt(work)
    running = false
    if (again) {
      again = false
      run()
    }
  }
  return () => {
    timer ??= setTimeout(run, milliseconds)
  }
}
