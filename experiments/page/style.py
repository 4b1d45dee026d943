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
.kb-said { font-size: 0.78rem; color: #333; line-height: 1.2; }
.kb-group { justify-content: flex-start !important; text-transform: none !important; }
.kb-group { letter-spacing: 0 !important; }
.kb-group { height: 28px !important; }
.kb-side .v-select .v-text-field__details { display: none; }
.kb-side h3 { font-size: 0.95rem; margin: 8px 0 0; }
.kb-side .v-input { margin-top: 0; padding-top: 6px; }
.kb-control { padding: 2px 4px 8px; border-bottom: 1px solid #eee; }
"""
