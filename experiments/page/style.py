"""How the page looks."""

CSS = """
.v-app-bar, .v-toolbar, .v-toolbar__content { max-height: 44px !important; }
.v-toolbar__title { font-size: 1.05rem !important; }
.v-content.solara-content-main { padding-top: 44px !important; }
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
.kb-answer p.kb-headline { font-size: 1.12rem; font-weight: 600; color: #111; }
.kb-worlds { align-items: flex-start; flex-wrap: wrap; }
.kb-world { flex: 1 1 0; min-width: 300px; }
.kb-title { font-size: 1.2rem; margin: 0 0 2px; }
.kb-title::first-letter { text-transform: uppercase; }
.kb-legend { font-size: 0.8rem; color: #222; flex-wrap: wrap; row-gap: 0 !important; }
.kb-legend > div:last-child { flex: 1 1 300px; }
.kb-mark { display: inline-block; margin-right: 12px; }
.kb-legend .v-input { max-width: 170px; flex: 0 0 170px; }
.kb-below { align-items: flex-start; flex-wrap: wrap; }
.kb-card { flex: 1 1 300px; padding: 4px 10px; border: 1px solid #ddd; }
.kb-card h3 { font-size: 0.95rem; margin: 2px 0; }
.kb-said { font-size: 0.78rem; color: #333; line-height: 1.2; }
.kb-table { font-size: 0.82rem; border-collapse: collapse; width: 100%; }
.kb-table td, .kb-table th { padding: 1px 6px; text-align: right; border-bottom: 1px solid #eee; }
.kb-table td:first-child, .kb-table th:first-child { text-align: left; }
.kb-group, .kb-event { justify-content: flex-start !important; text-transform: none !important; }
.kb-group, .kb-event { letter-spacing: 0 !important; }
.kb-group { height: 28px !important; }
.kb-event { height: 20px !important; font-size: 0.78rem !important; }
.kb-controller { flex-wrap: wrap; row-gap: 4px !important; }
.kb-controller .v-btn { min-width: 44px !important; height: 30px !important; text-transform: none; }
.kb-controller .v-input { flex: 1 1 150px; margin: 0; padding: 0; }
.kb-controller .v-btn + .v-input { flex-grow: 5; }
.kb-controller .v-messages, .kb-controller .v-text-field__details { display: none; }
.kb-play { flex: 0 0 225px; }
.kb-play .row, .kb-play > div { gap: 6px; justify-content: flex-start !important; }
.kb-side .v-select .v-text-field__details { display: none; }
.kb-side h3 { font-size: 0.95rem; margin: 8px 0 0; }
.kb-side .v-input { margin-top: 0; padding-top: 6px; }
.kb-control { padding: 2px 4px 8px; border-bottom: 1px solid #eee; }
"""
