"""How the page looks."""

CSS = """
.v-app-bar, .v-toolbar, .v-toolbar__content { max-height: 44px !important; }
.v-toolbar__title { font-size: 1.05rem !important; }
.v-content.solara-content-main { padding-top: 44px !important; }
.v-content__wrap > div { padding-bottom: 0 !important; } /* so that the bar to play sticks to the very end */
.v-navigation-drawer { top: 44px !important; max-height: calc(100% - 44px) !important; }
:root { --kb-side: 270px; }
@media (min-width: 1700px) { :root { --kb-side: 350px; } }
.v-navigation-drawer { width: var(--kb-side) !important; min-width: var(--kb-side) !important; }
.v-content[style*="400px"] { padding-left: var(--kb-side) !important; } /* while the drawer is open */
.solara-autorouter-content > .v-sheet > .v-sheet, .solara-autorouter-content > .v-sheet {
  row-gap: 4px !important;
}
.kb-answer { background: #eef3f7 !important; padding: 6px 12px; margin: 0; }
.kb-answer { border-left: 5px solid #0072B2 !important; }
.kb-answer p { margin: 0 0 2px; color: #222; font-size: 0.92rem; line-height: 1.25; }
.kb-answer p.kb-here { color: #444; font-size: 0.85rem; }
.kb-numbers { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 22px; color: #222; }
.kb-number b { font-size: 1.15rem; }
.kb-number strong { font-size: 2.1rem; line-height: 1.15; }
.kb-of { font-size: 1rem; }
.kb-answer .kb-brief { display: none; }
@media (max-width: 700px) { /* in brief, so that the first screen of a phone has room for a world */
  .kb-answer p { font-size: 0.85rem; }
  .kb-answer:not(.kb-whole) .kb-further { display: none; }
  .kb-answer .kb-brief { display: inline-flex; align-self: flex-start; height: 28px !important; }
  .kb-answer .kb-brief { padding: 0 !important; text-transform: none; letter-spacing: 0; }
  .kb-answer .kb-brief { color: #005a8c !important; }
  .kb-number b { font-size: 1rem; }
  .kb-number strong { font-size: 1.7rem; }
  .kb-of { font-size: 0.85rem; }
}
.kb-making { min-height: 80vh; } /* about as high as the worlds, so that nothing jumps when they come */
.kb-top { flex-wrap: wrap; align-items: flex-start; }
.kb-top .v-btn { height: 30px !important; text-transform: none; letter-spacing: 0; }
.kb-tour { flex: 1 1 420px; border: 2px solid #0072B2; border-radius: 6px; padding: 4px 12px 8px; }
.kb-tour h2 { font-size: 1.1rem; margin: 0; }
.kb-tour p { margin: 0 0 2px; line-height: 1.3; color: #222; }
.kb-tour-buttons { flex-wrap: wrap; row-gap: 4px !important; }
.kb-side .v-sheet { row-gap: 3px !important; }
.kb-side h4 { font-size: 0.85rem; margin: 6px 0 0; color: #444; }
.kb-said { display: block; margin: 0 0 6px; font-size: 0.78rem; color: #333; line-height: 1.2; }
.kb-group { justify-content: flex-start !important; text-transform: none !important; }
.kb-group { letter-spacing: 0 !important; }
.kb-group { height: 28px !important; }
.kb-side .v-select .v-text-field__details { display: none; }
.kb-side .v-select__selection, .v-menu__content .v-list-item__title { white-space: normal; }
.kb-side .v-select__selection--comma { max-width: 100%; } /* long names of stored runs differ at the end */
.kb-side .v-btn { text-transform: none; letter-spacing: 0; }
.kb-side h3 { font-size: 0.95rem; margin: 8px 0 0; }
.kb-side .v-input { margin-top: 0; padding-top: 6px; }
.kb-control { padding: 2px 4px 4px; border-bottom: 1px solid #eee; }
.kb-control .v-messages, .kb-control .v-text-field__details { min-height: 0 !important; }
.kb-control .v-text-field__details { margin-bottom: 0; }
.kb-control .v-input__slot { margin-bottom: 2px; }
.kb-control .v-slider { min-height: 26px; }
.kb-control .v-input__slider, .kb-control .v-input--switch { margin: 0; padding: 0; }
.kb-control .v-label { font-size: 0.9rem; color: #222; }
.kb-control .v-text-field__suffix { font-size: 0.75rem; white-space: nowrap; }
.kb-label { font-size: 0.85rem; color: #222; padding-top: 4px; }
.kb-preset { justify-content: flex-start !important; text-transform: none !important; }
.kb-preset { letter-spacing: 0 !important; height: 24px !important; }
.kb-side p.kb-preset-said { margin: 0 0 4px 16px; }
.kb-side pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.8rem; }
.kb-downloads { flex-wrap: wrap; row-gap: 8px !important; padding-bottom: 12px; }
.kb-downloads .v-btn { text-transform: none; letter-spacing: 0; height: 30px !important; }
.kb-faults { color: #8a1c1c; font-size: 0.8rem; }
"""

# To an audience: large, without controls and without what needs reading at a desk.
PRESENT = """
.v-app-bar { display: none !important; }
.v-content.solara-content-main { padding-top: 0 !important; }
.v-content.solara-content-main > div { padding: 8px 16px !important; }
@media (min-width: 700px) { /* a phone has no room for it */
  .kb-answer p { font-size: 1.35rem; }
  .kb-answer p.kb-here { font-size: 1.15rem; }
  .kb-number b { font-size: 2rem; }
  .kb-number strong { font-size: 4.2rem; }
  .kb-of { font-size: 1.5rem; }
  .kb-tour h2 { font-size: 1.8rem; }
  .kb-tour p { font-size: 1.35rem; }
  .kb-player .kb-title { font-size: 1.8rem; }
  .kb-player .kb-reason { font-size: 1.15rem; }
  .kb-player .kb-mark, .kb-player .kb-looks, .kb-player .kb-buttons { font-size: 1.15rem; }
  .kb-player .kb-courses { font-size: 20px; } /* the charts grow with it */
}
.kb-try, .kb-downloads { display: none !important; } /* what needs the settings, or a desk */
"""
