// The comparison: on a narrow screen the facts that agree fold away; on the desk and on paper they never do.
const narrow = matchMedia("(max-width: 59.99rem)");
const paper = matchMedia("print");

function foldWhenNarrow(fold) {
  // A sheet of paper is narrow, too.
  const fit = () => { fold.open = paper.matches || !narrow.matches; };
  fit();
  narrow.addEventListener("change", fit);
  let wasOpen = fold.open;
  addEventListener("beforeprint", () => { wasOpen = fold.open; fold.open = true; });
  addEventListener("afterprint", () => { fold.open = wasOpen; });
}

for (const fold of document.querySelectorAll("[data-fold]")) foldWhenNarrow(fold);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
