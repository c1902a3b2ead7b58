// <div data-controller="list">…</div>: one class for each name, made when its element appears and
// let go when it leaves. A class has connect() and may have disconnect().
const running = new WeakMap()

export function start(root) {
  appear(root)
  new MutationObserver((records) => {
    for (const record of records) {
      record.removedNodes.forEach(leave)
      record.addedNodes.forEach(appear)
    }
  }).observe(root, { childList: true, subtree: true })
}

function each(node, act) {
  if (node.nodeType !== Node.ELEMENT_NODE) return
  if (node.dataset.controller) act(node)
  node.querySelectorAll("[data-controller]").forEach(act)
}

function appear(node) {
  each(node, async (element) => {
    if (running.has(element)) return
    running.set(element, null)
    const { default: Controller } = await import(`controllers/${element.dataset.controller}`)
    if (!element.isConnected) return running.delete(element)
    const controller = new Controller(element)
    running.set(element, controller)
    controller.connect()
  })
}

function leave(node) {
  each(node, (element) => {
    if (element.isConnected) return // only moved
    running.get(element)?.disconnect?.()
    running.delete(element)
  })
}
