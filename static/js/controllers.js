// <div data-controller="list">…</div>: one class for each name, made when its element appears and
// let go when it leaves. A class has connect() and may have disconnect().
const running = new WeakMap()
let arriving = Promise.resolve()

// Resolves when every element that has appeared until now is connected.
export const settled = () => arriving

// Resolves when all that is on the page now is connected.
export function start(root) {
  const connected = appear(root)
  new MutationObserver((records) => {
    for (const record of records) {
      record.removedNodes.forEach(leave)
      record.addedNodes.forEach(appear)
    }
  }).observe(root, { childList: true, subtree: true })
  return connected
}

function each(node, act) {
  if (node.nodeType !== Node.ELEMENT_NODE) return []
  const elements = [...node.querySelectorAll("[data-controller]")]
  return (node.dataset.controller ? [node, ...elements] : elements).map(act)
}

function appear(node) {
  const connected = Promise.all(each(node, async (element) => {
    if (running.has(element)) return
    running.set(element, null)
    const { default: Controller } = await import(`controllers/${element.dataset.controller}`)
    if (!element.isConnected) return running.delete(element)
    const controller = new Controller(element)
    running.set(element, controller)
    controller.connect()
  }))
  arriving = Promise.allSettled([arriving, connected])
  return connected
}

function leave(node) {
  each(node, (element) => {
    if (element.isConnected) return // only moved
    running.get(element)?.disconnect?.()
    running.delete(element)
  })
}
