extension EvaluationPage {
    /// The most stores that it can show side by side: the style sheet knows each by its number.
    package static let mostStores = 8

    /// A change here or in the style of searches changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: SearchPage.style.text + """

            .measures { margin: 0 0 0.5rem; border-collapse: collapse; display: block; overflow-x: auto; }
            .measures th, .measures td {
              padding: 0.3rem 0.9rem 0.3rem 0; border-bottom: 1px solid var(--line); text-align: right;
              font-variant-numeric: tabular-nums;
            }
            .measures th { text-align: left; }
            .measures thead th { color: var(--quiet); font-size: 0.85rem; font-weight: 400; }
            .measures thead th:not(:first-child) { text-align: right; }
            .measures td.store, .measures thead th.store:not(:first-child) { text-align: left; }
            .choice { display: block; }
            .choice[hidden] { display: none; }
            .pictures { position: absolute; }
            .mat svg { width: 100%; height: 100%; }
            h3 { margin: 0; font-size: 0.95rem; }
            .by + .by { margin-top: 1rem; }
            .by .note { margin-bottom: 0.5rem; }
            @supports selector(:has(a)) {
              .by h3 { display: none; }
              .by + .by { margin-top: 0; }
              body:has(#metric-l1:checked) .by:not(.by-l1), body:has(#metric-l2:checked) .by:not(.by-l2),
              body:has(#metric-mse:checked) .by:not(.by-mse), body:has(#metric-cosine:checked) .by:not(.by-cosine),
              body:has(#metric-correlation:checked) .by:not(.by-correlation),
            \((0..<mostStores).map { "  body:has(#store-\($0):checked) .by:not(.in-\($0))" }.joined(separator: ",\n")) { display: none; }
            }

            """,
        hash: "3TTBVobjjMBOgrUFLp0ri8u7iVnLJ2mhLIOETF9K2to=")

    /// Puts the queries in the order that is chosen. Without it the page shows them as they are written, worst first.
    static let script = HTMLDocument.Inline(
        text: """

            "use strict";
            const results = document.getElementById("results");
            const chosen = name => document.querySelector(`input[name=${name}]:checked`)?.value;
            const arrange = () => {
              const metric = chosen("metric"), store = chosen("store"), order = chosen("order");
              const ranking = store === undefined ? metric : `${metric}-${store}`;
              const key = section => order === "path" ? 0 : Number(section.dataset[ranking] ?? 0) * (order === "best" ? -1 : 1);
              const sections = [...results.children];
              sections.sort((a, b) => key(a) - key(b) || a.dataset.place - b.dataset.place);
              results.append(...sections);
            };
            for (const input of document.querySelectorAll(".choice input")) input.addEventListener("change", arrange);
            document.getElementById("orders").hidden = false;
            arrange();

            """,
        hash: "Tpeteq7nlw03wcnqR8a/FeWTTJ3Mg2UBhmqgsbPwLeg=")
}
