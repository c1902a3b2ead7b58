// Elements without markup in strings: el("button", { class: "button", onclick }, "Words").
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value)
    else element.setAttribute(name, value === true ? "" : value)
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

const SVG = "http://www.w3.org/2000/svg"

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg")
  const use = document.createElementNS(SVG, "use")
  svg.setAttribute("class", "icon")
  svg.setAttribute("aria-hidden", "true")
  use.setAttribute("href", `#i-${name}`)
  svg.append(use)
  return svg
}

export const iconButton = (name, label, attributes) =>
  el("button", { type: "button", class: "icon-button", "aria-label": label, title: label, ...attributes }, icon(name))

export const byId = (id) => document.getElementById(id)

// Swap a list's children, keeping those whose content is the same: focus and scroll stay.
// Each item is { key, value, draw }; value is what decides whether it is drawn again.
export function reconcile(parent, items) {
  const known = new Map([...parent.children].map((child) => [child.dataset.key, child]))
  const wanted = items.map(({ key, value, draw }) => {
    const stamp = JSON.stringify(value)
    const old = known.get(key)
    if (old && old.stamp === stamp) return old
    const fresh = draw(old)
    fresh.dataset.key = key
    fresh.stamp = stamp
    return fresh
  })
  const keep = new Set(wanted)
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove()
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null)
  })
}
