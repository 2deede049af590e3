// Runs before the first paint (a classic script, in the head), so that a chosen theme never flashes.
try {
  const theme = localStorage.getItem("interleave.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's theme it is.
}
