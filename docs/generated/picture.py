"""Takes the picture of the page that README.md and the site show: `python -m docs.generated.picture`.

It needs Chromium. The page is served on this machine, opened at the end of the contracts with the default
settings, and taken once the answer is there.
"""

import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from docs.generated import ROOT
from experiments.cli.command import command
from simulation import SettingsError

PICTURE = ROOT / "docs" / "page.png"
WIDTH, HEIGHT = 1440, 1000
PATIENCE = 300_000  # milliseconds, as long as rules may have to be compiled
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run")


@command("python -m docs.generated.picture")
@click.argument("into", type=click.Path(path_type=Path), default=PICTURE)
def main(into: Path) -> None:
    """Take the picture of the page, by default docs/page.png."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SettingsError("The picture needs Chromium, which is not installed.")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = [sys.executable, "-m", "experiments.cli.page", "--no-open", f"--port={port}"]
    serving = subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert serving.stdout is not None
        serving.stdout.readline()  # the address: the rules are compiled
        take(f"http://127.0.0.1:{port}/", chromium, into)
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait()
    print(f"The picture is {into}.")


def take(address: str, chromium: str, into: Path) -> None:
    """Open the page, go to the end of the contracts and save what is seen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE)
        page.goto(address, wait_until="commit")
        page.get_by_role("slider", name="Week", exact=True).press("End")
        page.wait_for_function(  # all weeks are there, and what many runs say
            """() => document.querySelector(".kb-clock").textContent === "Week 260 of 260"
                && document.querySelectorAll(".kb-player > .kb-legend .kb-mark").length > 6"""
        )
        page.get_by_role("button", name="Go to the end of contracts").click()
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=str(into))
        browser.close()


if __name__ == "__main__":
    sys.exit(main())
