// Makes `shown` look like `wanted` and touches nothing that is the same: focus, caret, scroll, open
// menus and half-written words stay. Children are matched by id, else by place and tag.
const KEPT = new Set(["aria-current", "data-gone", "data-grouped", "data-new", "data-joined", "data-lined", "open", "tabindex"])

export function morph(shown, wanted) {
  if (shown.isEqualNode(wanted) || shown.hasAttribute("data-own")) return // its own script fills it
  attributes(shown, wanted)
  if (shown.localName !== "textarea") children(shown, wanted)
}

function attributes(shown, wanted) {
  for (const { name } of [...shown.attributes]) {
    if (!wanted.hasAttribute(name) && !KEPT.has(name) && !name.startsWith("hx-")) shown.removeAttribute(name)
  }
  for (const { name, value } of wanted.attributes) {
    // What a person chose or typed is theirs.
    if (name === "checked" || (name === "value" && shown.type !== "hidden" && shown.localName === "input")) continue
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value)
  }
}

export function children(shown, wanted) {
  const wantedIds = new Set([...wanted.children].map((child) => child.id).filter(Boolean))
  const named = new Map([...shown.children].filter((child) => wantedIds.has(child.id)).map((child) => [child.id, child]))
  const isNamed = (node) => named.get(node.id) === node
  let place = shown.firstChild
  for (const next of [...wanted.childNodes]) {
    const match = next.id ? named.get(next.id) : ahead(place, next, isNamed)
    if (!match) {
      shown.insertBefore(document.importNode(next, true), place)
      continue
    }
    // What stood before the match and has no name is not wanted any more. The match itself stays
    // where it is: a moved field would lose its caret.
    while (place && place !== match && !isNamed(place)) place = dropped(place)
    if (place === match) place = match.nextSibling
    else shown.insertBefore(match, place)
    if (match.nodeType === Node.ELEMENT_NODE) morph(match, next)
    else if (match.nodeValue !== next.nodeValue) match.nodeValue = next.nodeValue
  }
  while (place) place = dropped(place)
}

// The nearest nameless node like `next`, without passing one that has a name.
function ahead(place, next, isNamed) {
  for (let node = place; node && !isNamed(node); node = node.nextSibling) {
    if (!node.id && node.nodeName === next.nodeName) return node
  }
  return null
}

function dropped(node) {
  const next = node.nextSibling
  node.remove()
  return next
}
