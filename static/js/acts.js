// <form method="post" action="/t/1/resolution/" data-act data-key="e">: done without a new page; what
// changed comes back in pieces. Without scripts it is the form it looks like. One listener for all of
// them, so that a form that was pushed a moment ago is never sent the plain way.
import { apply, openThread } from "app/fragments"
import { complain, post } from "app/requests"

export function listen() {
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-act]")) return
    event.preventDefault()
    act(event.target)
  })
}

async function act(form) {
  const button = form.querySelector("button")
  if (button.disabled) return
  const thread = openThread()
  button.disabled = true
  try {
    const { html } = await post(form.action, new FormData(form))
    apply(html, { thread })
  } catch {
    complain()
  } finally {
    button.disabled = false
  }
}
