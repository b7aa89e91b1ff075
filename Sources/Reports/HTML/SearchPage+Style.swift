extension SearchPage {
    /// A change here changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: """

            :root {
              color-scheme: light dark;
              --ground: #f6f7f9; --paper: #fff; --mat: #eceff2; --text: #16191d; --quiet: #57606a; --line: #d3d9df;
              --accent: #1554b0; --right: #12703a; --wrong: #a8480a;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #111418; --paper: #1a1e24; --mat: #252b33; --text: #e8ebef; --quiet: #a3adb8; --line: #353d47;
                --accent: #8ab8ff; --right: #6fd49a; --wrong: #ffab70;
              }
            }
            * { box-sizing: border-box; }
            html { scroll-padding-top: 1rem; }
            body {
              margin: 0 auto; max-width: 84rem; padding: 1.25rem clamp(0.75rem, 3vw, 2rem) 3rem;
              background: var(--ground); color: var(--text); font: 1rem/1.45 system-ui, sans-serif;
            }
            a { color: var(--accent); }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
            .skip { position: absolute; left: -100vw; }
            .skip:focus { position: static; }
            h1 { margin: 0 0 1rem; font-size: clamp(1.35rem, 4vw, 1.9rem); line-height: 1.2; overflow-wrap: anywhere; }
            h2 { margin: 0 0 0.75rem; font-size: 1rem; font-weight: 600; overflow-wrap: anywhere; }
            dl { display: flex; flex-wrap: wrap; margin: 0 0 0.75rem; }
            dl div { min-width: 0; }
            dt { color: var(--quiet); font-size: 0.85rem; }
            dd { margin: 0; overflow-wrap: anywhere; }
            .figures { gap: 0.75rem; margin-bottom: 0.25rem; }
            .figures div {
              padding: 0.5rem 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 0.5rem;
            }
            .figures dd { font-size: 1.6rem; font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; }
            .options { gap: 0.5rem 2rem; }
            .note { margin: 0 0 1rem; color: var(--quiet); font-size: 0.9rem; }
            details, .choice { margin: 0 0 0.75rem; }
            summary { cursor: pointer; }
            details ol, details ul { margin: 0.5rem 0; padding-left: 2.25rem; overflow-wrap: anywhere; }
            .verdict { color: var(--quiet); white-space: nowrap; }
            .choice { display: none; padding: 0; border: 0; }
            .choice legend { padding: 0; color: var(--quiet); font-size: 0.85rem; }
            .choice label { display: inline-block; margin-right: 1.25rem; padding: 0.15rem 0; }
            .choice input { margin-left: 0; }
            @supports selector(:has(a)) {
              .choice { display: block; }
              body:has(#show-wrong:checked) :is(.query, nav li):not(.missed) { display: none; }
            }
            .query {
              margin: 0 0 1rem; padding: 1rem; background: var(--paper); border: 1px solid var(--line); border-radius: 0.75rem;
              display: grid; grid-template-columns: 11rem minmax(0, 1fr); column-gap: 1.5rem; align-items: start;
              content-visibility: auto; contain-intrinsic-size: auto 20rem;
            }
            h2 { grid-column: 1 / -1; }
            figure { margin: 0; min-width: 0; }
            .mat {
              aspect-ratio: 1; display: flex; background: var(--mat); border: 3px solid transparent; border-radius: 0.4rem;
              overflow: hidden;
            }
            .mat img { width: 100%; height: 100%; object-fit: contain; }
            .self .mat { border-color: var(--accent); }
            .right .mat { border-color: var(--right); }
            .wrong .mat { border: 3px dashed var(--wrong); }
            .words { margin: auto; padding: 1rem; font-size: 1.2rem; text-align: center; overflow-wrap: anywhere; }
            .missing { margin: auto; padding: 1rem; color: var(--quiet); text-align: center; }
            .hits {
              list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem;
              grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr));
            }
            figcaption { padding-top: 0.35rem; font-size: 0.95rem; line-height: 1.35; overflow-wrap: anywhere; }
            .rank { margin-right: 0.4rem; color: var(--quiet); font-variant-numeric: tabular-nums; }
            .label { font-weight: 650; }
            .mark { font-size: 0.85rem; white-space: nowrap; }
            .right .mark { color: var(--right); }
            .wrong .mark { color: var(--wrong); }
            .facts { display: flex; flex-wrap: wrap; column-gap: 0.6rem; align-items: baseline; }
            .path { display: block; }
            .score { font-variant-numeric: tabular-nums; }
            .path { color: var(--quiet); font-size: 0.8rem; }
            @media (max-width: 40rem) {
              .query { grid-template-columns: minmax(0, 1fr); row-gap: 0.75rem; padding: 0.75rem; }
              h2 { margin: 0; }
              .self { display: grid; grid-template-columns: 8rem 1fr; gap: 0.75rem; align-items: center; }
              .hits { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 0.75rem; }
            }
            @media print { .query { break-inside: avoid; } .choice, .skip { display: none; } }

            """,
        hash: "F7vGeceG9KNrlAO/6EaavSCQHvorN5GnYkw2h0hnTTk=")
}
