// The page needs no script. With one, formulas can be copied as LaTeX, and wide ones are reached by keyboard.
(() => {
  const latex = math => math.querySelector("annotation").textContent.trim();
  const {copy, copied} = document.body.dataset;

  // A button beside each display.
  for (const box of document.querySelectorAll(".formula")) {
    const math = box.querySelector("math");
    if (!math || !navigator.clipboard) continue;
    const button = Object.assign(document.createElement("button"), {type: "button", className: "copy", textContent: copy});
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(latex(math));
      button.textContent = copied;
      setTimeout(() => { button.textContent = copy; }, 2000);
    });
    box.before(Object.assign(document.createElement("div"), {className: "tool"}));
    box.previousSibling.append(button);
  }

  // What is copied from the page has formulas as LaTeX between dollars.
  document.addEventListener("copy", event => {
    const selection = getSelection();
    if (!selection.rangeCount || !event.clipboardData) return;
    const part = selection.getRangeAt(0).cloneContents();
    const formulas = [...part.querySelectorAll("math")].filter(math => math.querySelector("annotation"));
    if (!formulas.length) return;
    for (const math of formulas) {
      const mark = math.getAttribute("display") === "block" ? "$$" : "$";
      math.replaceWith(mark + latex(math) + mark);
    }
    for (const tool of part.querySelectorAll(".tool, .spoken")) tool.remove();
    event.clipboardData.setData("text/plain", part.textContent);
    event.preventDefault();
  });

  // A box that scrolls takes the focus, so that the arrow keys move it.
  const reach = () => {
    for (const box of document.querySelectorAll(".formula, .table, .wide, figure")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  new ResizeObserver(reach).observe(document.body);
  document.addEventListener("toggle", reach, true);
})();
