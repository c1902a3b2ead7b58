// The lines above the composer's field: clones of what the page brought, newest first.
export function strip(composer, name, words = "", code = "") {
  const line = document.querySelector(`#${name}`).content.cloneNode(true).firstElementChild
  if (words) line.querySelector("span").textContent = words
  if (code) line.dataset.code = code
  const place = composer.querySelector(".composer-strips")
  for (const other of place.querySelectorAll(`[data-code="${line.dataset.code}"]`)) other.remove()
  place.prepend(line)
  return line
}

export const clearStrips = (composer) => composer.querySelector(".composer-strips").replaceChildren()

export const say = (words) => { document.querySelector("#say-polite").textContent = words }
