// <form method="post" action="/t/1/resolution/" data-act data-key="e">: done without a new page; what
// changed comes back in pieces, and data-done is said. Without scripts it is the form it looks like. One listener for all of
// them, so that a form that was pushed a moment ago is never sent the plain way.
import { apply, openThread } from "app/fragments"
import { complain, parse, post } from "app/requests"
import { say } from "app/strips"

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
    const { status, html } = await post(form.action, new FormData(form))
    if (status === 409) refused(html)
    apply(html, { thread })
    if (status < 400 && form.dataset.done) done(form.dataset.done)
  } catch {
    complain()
  } finally {
    button.disabled = false
  }
}

// Why not: above the field, where the composer keeps what it says by itself.
function refused(html) {
  const told = parse(html).find((element) => element.id === "composer")?.querySelector(".composer-strips")
  document.querySelector("#composer .composer-strips")?.replaceChildren(...(told?.children ?? []))
}

function done(words) {
  document.querySelector('[data-strip="done"]').textContent = words
  document.dispatchEvent(new CustomEvent("inbox:strip", { detail: "done" }))
  say(words)
}
