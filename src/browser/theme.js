// Runs before the page is painted: the theme a visitor chose, so that nothing flashes; and that scripts run at all.

{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") root.dataset["theme"] = chosen;
  } catch {
    // Storage is off limits: the system's theme it is.
  }
}
