#!/usr/bin/env python3
"""Checkov over the rendered variants of the chart, after it has found what is wrong with a planted pod.

Exit code 1: a finding that checkov.toml does not explain, an explanation that explains nothing, or a missed plant.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tomllib

# What Checkov has to find in .ci/scan/planted/pod.yaml: privileged, root, with the host's network and a secret in sight.
PLANTED = {"CKV_K8S_16", "CKV_K8S_19", "CKV_K8S_20", "CKV_K8S_22", "CKV_K8S_23", "CKV_K8S_37", "CKV_K8S_38"}
# Of all variants; fewer mean that the scan looked at something else.
FEWEST_PASSED = 2000


def scan(packages, path):
    """Passed and failed checks, each as (check, title, object)."""
    environment = os.environ | {"PYTHONPATH": packages, "LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "checkov.main", "--framework", "kubernetes", "--skip-download", "--quiet"]
    command += ["--compact", "--output", "json", "--file" if path.is_file() else "--directory", str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        sys.exit(f"Checkov did not run (exit code {done.returncode}):\n{done.stdout}{done.stderr}")
    # Deployment.voice.hk-hushkey
    failed = {
        (each["check_id"], each["check_name"], re.sub(r"^(\w+)\.\w+\.", r"\1/", each["resource"]), each["file_path"])
        for each in report["results"]["failed_checks"]
    }
    return report["summary"]["passed"], failed


def main(packages, rendered, files):
    findings = []
    _, planted = scan(packages, files / "planted" / "pod.yaml")
    for missed in sorted(PLANTED - {check for check, *_ in planted}):
        findings.append(f".ci/scan/planted/pod.yaml: {missed} was planted and not found")

    explained = tomllib.loads((files / "checkov.toml").read_text())["explained"]
    used = set()
    passed, failed = scan(packages, rendered)
    for check, title, thing, variant in sorted(failed):
        reasons = [n for n, e in enumerate(explained) if e["check"] == check and re.fullmatch(e["objects"], thing)]
        used.update(reasons)
        if not reasons:
            findings.append(f"{variant} {thing}: {check} {title}")
    for n, entry in enumerate(explained):
        if n not in used:
            findings.append(f".ci/scan/checkov.toml: {entry['check']} of {entry['objects']} explains nothing")
    if passed < FEWEST_PASSED:
        findings.append(f"only {passed} checks passed, of at least {FEWEST_PASSED}: were the variants rendered?")
    print(*findings, sep="\n", end="\n" if findings else "")
    print(f"{passed} checks passed, {len(failed)} findings of {len(used)} kinds are explained in checkov.toml")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(__file__).parent))
