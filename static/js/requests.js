// Asking the server for pieces of page, and telling it what people do.
const headers = () => ({ "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers")) })

// The piece as HTML. Throws what went wrong; a session that ended leads to sign-in.
export async function get(url) {
  const response = await checked(await fetch(url, { headers: headers(), cache: "no-store" }))
  if (!response.ok) throw new Error(`${response.status}`)
  return response.text()
}

const PATIENCE = 20000 // milliseconds; then it counts as not arrived, and the same key may be sent again

// { status, html }. Throws only when the server could not be asked or broke.
export async function post(url, values) {
  const body = values instanceof FormData ? values : new URLSearchParams(values)
  const response = await checked(await fetch(url, { method: "POST", headers: headers(), body, signal: AbortSignal.timeout(PATIENCE) }))
  if (response.status >= 500) throw new Error(`${response.status}`)
  return { status: response.status, html: await response.text() }
}

async function checked(response) {
  const signIn = document.body.dataset.signIn
  if (response.redirected && new URL(response.url).pathname === signIn) {
    const back = encodeURIComponent(location.pathname + location.search)
    location.assign(`${signIn}?next=${back}`)
    throw new Error("signed out")
  }
  return response
}

export const parse = (html) => [...new DOMParser().parseFromString(html, "text/html").body.children]

export const complain = () => document.dispatchEvent(new CustomEvent("inbox:strip", { detail: "error" }))
