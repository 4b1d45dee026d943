"""How the page looks."""

CSS = """
.v-app-bar, .v-toolbar, .v-toolbar__content { max-height: 44px !important; }
.v-toolbar__title { font-size: 1.05rem !important; }
.v-main { padding-top: 44px !important; }
.v-main .solara-content-main { padding-top: 0 !important; margin-top: 0 !important; }
.kb-answer { background: #eef3f7; border-left: 5px solid #0072B2; padding: 6px 12px; margin: 0; }
.kb-answer p { margin: 0 0 2px; color: #222; font-size: 0.92rem; line-height: 1.25; }
.kb-answer p.kb-headline { font-size: 1.12rem; font-weight: 600; color: #111; }
.kb-worlds { align-items: flex-start; }
.kb-world { flex: 1 1 0; min-width: 300px; }
.kb-title { font-size: 1.05rem; margin: 0 0 2px; }
.kb-legend { font-size: 0.8rem; color: #222; }
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
.kb-controller { flex-wrap: wrap; row-gap: 0 !important; }
.kb-controller .v-btn { min-width: 44px !important; height: 30px !important; text-transform: none; }
.kb-controller .v-input { flex: 1 1 220px; }
.kb-play { flex: 0 0 250px; }
.kb-play .row, .kb-play > div { gap: 6px; justify-content: flex-start !important; }
.kb-side .v-input { margin-top: 0; padding-top: 6px; }
.kb-control { padding: 2px 4px 8px; border-bottom: 1px solid #eee; }
"""
