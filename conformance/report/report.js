// Runs before pytest-html's own script, and mends what that leaves out.
"use strict";

// It keeps what is sorted and filtered in the address of its page, and takes `unescape` to it, which makes another file of
// one in a folder whose name has more than ASCII in it: browsers refuse that, and no row was drawn.
window.unescape = address => address;

document.documentElement.lang = "en";
document.head.insertAdjacentHTML("beforeend", '<meta name="viewport" content="width=device-width, initial-scale=1">');
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("input.filter")) box.setAttribute("aria-label", box.nextElementSibling.textContent);
});
// Whoever has no mouse sorts with the keyboard.
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && event.target.matches("th.sortable")) event.target.click();
});
