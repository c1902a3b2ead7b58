// <fieldset data-controller="theme"><input type="radio" name="theme" value="dark">…</fieldset>
export default class Theme {
  constructor(element) { this.element = element }
  connect() {
    const chosen = document.documentElement.dataset.theme ?? ""
    this.element.querySelector(`[value="${chosen}"]`).checked = true
    this.element.addEventListener("change", this.#choose)
  }
  disconnect() { this.element.removeEventListener("change", this.#choose) }
  #choose = ({ target: { value } }) => {
    if (value) document.documentElement.dataset.theme = value
    else delete document.documentElement.dataset.theme
    localStorage.setItem("theme", value)
  }
}
