extension DuplicatePage {
    /// A change here changes the hash; a test tells the new one.
    static let style = HTMLDocument.Inline(
        text: #"""

            :root {
              color-scheme: light dark;
              --ground: #f6f7f9; --paper: #fff; --mat: #eceff2; --text: #16191d; --quiet: #57606a; --line: #d3d9df;
              --accent: #1554b0; --keep: #12703a; --go: #a8480a;
            }
            @media (prefers-color-scheme: dark) {
              :root {
                --ground: #111418; --paper: #1a1e24; --mat: #252b33; --text: #e8ebef; --quiet: #a3adb8; --line: #353d47;
                --accent: #8ab8ff; --keep: #6fd49a; --go: #ffab70;
              }
            }
            * { box-sizing: border-box; }
            body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.45 system-ui, sans-serif; }
            header {
              position: sticky; top: 0; z-index: 1; padding: 0.75rem clamp(0.75rem, 3vw, 2rem);
              background: var(--paper); border-bottom: 1px solid var(--line);
            }
            h1 { margin: 0; font-size: 1.25rem; }
            header p { margin: 0.25rem 0; }
            .keys, #count { color: var(--quiet); font-size: 0.875rem; }
            .tools { display: flex; flex-wrap: wrap; gap: 0.75rem; align-items: center; }
            kbd { padding: 0 0.3em; border: 1px solid var(--line); border-radius: 4px; background: var(--mat); font: inherit; }
            button { padding: 0.35rem 0.75rem; border: 1px solid var(--accent); border-radius: 6px; background: none; color: var(--accent); font: inherit; }
            textarea { width: 100%; height: 8rem; margin-top: 0.5rem; font: 0.8125rem/1.4 ui-monospace, monospace; }
            main { padding: 1rem clamp(0.75rem, 3vw, 2rem) 4rem; }
            section {
              margin: 0 0 1rem; padding: 0.75rem; background: var(--paper); border: 1px solid var(--line); border-radius: 8px;
              content-visibility: auto; contain-intrinsic-size: auto 330px; scroll-margin-top: 11rem;
            }
            section.current { border-color: var(--accent); }
            h2 { margin: 0 0 0.5rem; font-size: 0.9375rem; }
            .files { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 0; padding: 0; list-style: none; }
            .files li { width: 15rem; }
            .files button { display: block; width: 100%; padding: 0.4rem; border: 2px solid var(--go); color: inherit; text-align: left; }
            .files button[aria-pressed="true"] { border-color: var(--keep); }
            .files button[aria-pressed="false"] .shown { opacity: 0.55; }
            :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
            .shown { position: relative; display: block; height: 11rem; background: var(--mat); }
            .shown img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: contain; }
            .shown img + img { object-fit: fill; mix-blend-mode: difference; }
            .differences .shown img { object-fit: fill; }
            .verdict { font-weight: 600; color: var(--go); }
            [aria-pressed="true"] .verdict { color: var(--keep); }
            .path { display: block; overflow-wrap: anywhere; font-size: 0.8125rem; }
            .facts { display: block; color: var(--quiet); font-size: 0.8125rem; }

            """#,
        hash: "GexJF7F3XVRapNZw4t/xgmIbBeGvpQN3AvB5UcT9bWw=")
}
