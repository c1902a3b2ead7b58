// The page's start: controllers first, then the socket.
import { listen as act } from "app/acts"
import { start } from "app/controllers"
import { listen as navigate } from "app/navigation"
import { connect } from "app/live"
import { tick } from "models/clock"
import { localise } from "models/times"

localise(document)
act()
await start(document.documentElement)
if (document.querySelector("#list")) navigate()
tick()
connect()

// Links that people sent open beside the inbox, never in its place.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".words a[href]")
  if (link) Object.assign(link, { target: "_blank", rel: "noopener noreferrer" })
})
