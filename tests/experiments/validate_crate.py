"""Validates a folder with roc-validator, offline; run by the interpreter of its own environment.

python validate_crate.py FOLDER CONTEXT: FOLDER is the RO-Crate, CONTEXT a file with the JSON-LD context
that the crate refers to. Prints as JSON the issues, each a
severity with a message, and how many checks were executed and skipped.
"""

import io
import json
import sys
from pathlib import Path

import requests
from rocrate_validator import services
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def answer(text):
    """What the network would have answered."""
    found = requests.Response()
    found.status_code = 200
    found.headers["Content-Type"] = "application/ld+json"
    found.raw = io.BytesIO(text.encode())
    return found


def main(folder, context):
    def get(self, url, **how):
        if url != CONTEXT:
            raise OSError(f"{url} was asked for")
        return answer(context)

    HttpRequester.get = get
    found = services.validate(
        services.ValidationSettings(
            rocrate_uri=folder,
            profile_identifier="process-run-crate-0.5",
            requirement_severity="RECOMMENDED",
        )
    )
    issues = [(issue.severity.name, issue.message) for issue in found.get_issues()]
    executed, skipped = len(found.executed_checks), len(found.skipped_checks)
    print(json.dumps({"issues": issues, "executed": executed, "skipped": skipped}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]).read_text("utf-8"))
