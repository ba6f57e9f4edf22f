(() => {
  const find = document.getElementById("find");
  const rows = [...document.querySelectorAll("main>article,main>.notice,main>h2")];
  const said = rows.map((row) => row.textContent.toLowerCase());
  find.hidden = false;
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    let day = null;
    rows.forEach((row, at) => {
      if (row.tagName === "H2") {
        day = row;
        row.hidden = wanted !== "";
        return;
      }
      row.hidden = wanted !== "" && !said[at].includes(wanted);
      if (!row.hidden && day) day.hidden = false;
    });
  });
})();
