"""Seven people walk through the demonstration archive in a real browser, as docs/using/journeys.md tells it.

`python -m demo.journeys` builds the demonstration, serves it, walks every journey at two widths, asks axe about every
page that is passed, counts clicks and writes the pictures into docs/using/pictures. Run by hand when a page of these
journeys has changed; it needs what `bin/setup --dev` brings.
"""
