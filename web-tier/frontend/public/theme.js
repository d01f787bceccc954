// Sets the theme before the first paint. Kept apart because the content security policy allows no inline script.
(function () {
  var choice = null;
  try {
    choice = window.localStorage.getItem("wsi.theme");
  } catch {
    // Storage can be blocked; the system's preference is used then.
  }
  var dark =
    choice === "dark" || (choice !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
})();
