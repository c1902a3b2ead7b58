// Half-written words and words on their way, kept in this browser until the server has them.
const member = () => document.body.dataset.member
const draftKey = (thread, mode) => `draft:${member()}:${thread}:${mode}`
const wayKey = (key) => `way:${member()}:${key}`

function store(act) {
  try {
    return act(localStorage)
  } catch {
    return null // no room, or storage is off: the field still has the words
  }
}

export const readDraft = (thread, mode) => store((kept) => kept.getItem(draftKey(thread, mode))) ?? ""

export function writeDraft(thread, mode, text) {
  store((kept) => (text ? kept.setItem(draftKey(thread, mode), text) : kept.removeItem(draftKey(thread, mode))))
  document.dispatchEvent(new CustomEvent("inbox:draft", { detail: { thread, mode, text } }))
}

// Puts words back in front of whatever was written since.
export function returnDraft(thread, mode, text) {
  const since = readDraft(thread, mode)
  writeDraft(thread, mode, since && since !== text ? `${text}\n${since}` : text)
}

export const keepOnWay = (message) => store((kept) => kept.setItem(wayKey(message.key), JSON.stringify(message)))
export const arrived = (key) => store((kept) => kept.removeItem(wayKey(key)))

export function onWay(thread) {
  const found = store((kept) => Object.keys(kept).filter((key) => key.startsWith(wayKey(""))).map((key) => JSON.parse(kept.getItem(key))))
  return (found ?? []).filter((message) => message.thread === thread)
}
