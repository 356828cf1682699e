// Runs before the page is painted: the theme a visitor chose, a search that the address asks for, and that scripts run at all.

{
  const root = document.documentElement;
  root.classList.add("js");
  const asked = new URLSearchParams(location.search);
  if (["q", "type", "tag", "sort"].some((name) => asked.get(name))) root.classList.add("searching");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset["theme"] = chosen;
  } catch {
    // Storage is off limits: the system's theme it is.
  }
}
