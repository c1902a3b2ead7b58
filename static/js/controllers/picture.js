// <a><img data-controller="picture"><span class="picture-gone" hidden>…</span></a>
// Links to pictures die after hours: then the words beside them are shown, never a broken image.
export default class Picture {
  constructor(element) { this.image = element }
  connect() {
    if (this.image.complete && this.image.src && !this.image.naturalWidth) this.#gone()
    else this.image.addEventListener("error", this.#gone, { once: true })
  }
  #gone = () => {
    const words = this.image.nextElementSibling
    if (words) words.hidden = false
    this.image.remove()
  }
}
