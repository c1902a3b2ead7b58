// The control API, as the page uses it. A refusal becomes an Error with the sandbox's words.
async function ask(method, path, body) {
  const options = { method, headers: {} }
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json"
    options.body = JSON.stringify(body)
  }
  const answer = await fetch(`/control/${path}`, options)
  const data = await answer.json()
  if (!answer.ok) throw new Error(data.error ?? `The sandbox answered ${answer.status}`)
  return data
}

export const get = (path, query = {}) => ask("GET", `${path}?${new URLSearchParams(query)}`)
export const post = (path, body = {}) => ask("POST", path, body)
export const patch = (path, body) => ask("PATCH", path, body)
export const remove = (path, query = {}) => ask("DELETE", `${path}?${new URLSearchParams(query)}`)

// Store a file's bytes; its asset id.
export async function upload(blob) {
  const answer = await fetch("/control/uploads", { method: "POST", headers: { "Content-Type": blob.type }, body: blob })
  const data = await answer.json()
  if (!answer.ok) throw new Error(data.error)
  return data.asset
}
