"use strict";
// The page is whole without this: it only hides what was not asked for.
{
  const form = document.getElementById("filter");
  const stance = document.getElementById("stance");
  const speaker = document.getElementById("speaker");
  const shown = document.getElementById("shown");
  const fold = (name) => name.normalize("NFKC").toLowerCase();
  const articles = [...document.querySelectorAll("details.article")].map((element) => {
    const marks = new Map();
    for (const mark of element.querySelectorAll("a.claim")) {
      const row = mark.getAttribute("href").slice(1);
      marks.set(row, [...(marks.get(row) ?? []), mark]);
    }
    const rows = [...element.querySelectorAll(".claims tbody tr")].map((row) => ({
      row,
      marks: marks.get(row.id) ?? [],
      stance: row.cells[1].textContent,
      speaker: fold(row.cells[3].textContent),
    }));
    return { element, rows };
  });
  const filter = () => {
    const name = fold(speaker.value.trim());
    const all = stance.value === "" && name === "";
    let claims = 0;
    let found = 0;
    for (const { element, rows } of articles) {
      let left = 0;
      for (const claim of rows) {
        const fits = (stance.value === "" || claim.stance === stance.value) && claim.speaker.includes(name);
        claim.row.hidden = !fits;
        for (const mark of claim.marks) mark.classList.toggle("off", !fits);
        if (fits) left += 1;
      }
      element.hidden = !all && left === 0;
      claims += left;
      if (!element.hidden) found += 1;
    }
    shown.textContent = `claims: ${claims}, articles: ${found}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.hidden = false;
  filter();
}
