"""How the page looks: on a screen, on a phone, in the dark, on paper."""

STYLE = """\
:root { color-scheme: light dark; --ink: #1b1b1b; --soft: #595959; --paper: #ffffff;
  --line: #c9c9c9; --band: #f4f5f7; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --soft: #b0b0b0; --paper: #17191c; --line: #4a4d52; --band: #22252a;
    --link: #8ab8f0; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 64rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0.5rem 0 1rem; }
h2 { font-size: 1.35rem; line-height: 1.25; margin: 2.75rem 0 0.75rem; padding-top: 0.75rem;
  border-top: 1px solid var(--line); }
h1, h2, p, li, caption, figcaption, summary, td, th { overflow-wrap: break-word; }
p, ul { max-width: 46rem; }
ul { padding-left: 1.25rem; }
li { margin: 0.35rem 0; }
a { color: var(--link); }
nav ol { columns: 18rem; padding-left: 1.5rem; margin: 0; }
nav li { margin: 0; padding: 0.15rem 0; }
.note, figcaption { color: var(--soft); font-size: 0.9rem; max-width: 46rem; }
.note { margin: 0.35rem 0; }
.sheet { overflow-x: auto; margin: 1rem 0 0.5rem; }
table { border-collapse: collapse; font-size: 0.9rem; line-height: 1.4; }
caption { text-align: left; font-weight: 600; padding: 0.25rem 0 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.7rem 0.3rem 0;
  max-width: 24rem; }
th { border-bottom: 1px solid var(--ink); vertical-align: bottom; }
td { border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.long { min-width: 14rem; }
details { margin: 1rem 0; }
summary { cursor: pointer; font-weight: 600; }
figure { margin: 1.25rem 0; }
.picture { overflow-x: auto; background: #ffffff; border: 1px solid var(--line);
  border-radius: 4px; padding: 0.75rem; }
.picture svg { display: block; width: 100%; min-width: 40rem; max-width: 60rem; height: auto;
  margin: 0 auto; }
figcaption { margin-top: 0.4rem; }
@media (max-width: 30rem) {
  main { padding: 0.75rem 0.9rem 3rem; }
  h1 { font-size: 1.5rem; }
  h2 { font-size: 1.2rem; margin-top: 2rem; }
  nav ol { columns: 1; }
}
@media print {
  :root { --ink: #000000; --soft: #333333; --paper: #ffffff; --line: #999999; --link: #000000; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  figure, tr { break-inside: avoid; }
  h2 { break-after: avoid; }
  .sheet, .picture { overflow: visible; }
  .picture { border: 0; padding: 0; }
  .picture svg { min-width: 0; }
  table { font-size: 0.75rem; }
  .long { min-width: 0; }
  details::details-content { content-visibility: visible; height: auto; display: block; }
}
"""
"""The style sheet.  Charts keep a white ground in the dark: their colours mean something."""
