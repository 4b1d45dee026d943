// Begins a replay with the data that its file holds.
(async () => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const player = new BrokeringPlayer(document.getElementById("player"), data.fixed, { week: data.week });
  document.querySelector("noscript").remove();
  for (const part of data.parts) player.add(part);
  if (data.bands) player.likely(data.bands);
  for (const one of data.stories) player.stories(one);
})();
