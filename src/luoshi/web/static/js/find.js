"use strict";
// "/" puts the cursor into the search box of the page, as long as nothing is being typed.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const box = document.querySelector("main [type='search']") || document.getElementById("find");
  if (box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
});
