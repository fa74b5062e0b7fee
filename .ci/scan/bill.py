#!/usr/bin/env python3
"""Makes target/sbom.json and target/THIRD-PARTY.txt of what a build delivers, and checks the licences.

Quarkus writes the bill of everything it built with. This keeps what is delivered, holds it against the jars, and
leaves out what differs from build to build: times, and where the jars were downloaded from.

Exit code 1: something is not allowed or does not match; each finding is a line. See docs/supply-chain.md.
"""

import argparse
import hashlib
import json
import pathlib
import sys
import tomllib
import uuid

SCOPE = "quarkus:component:scope"
KEPT_HASHES = ("SHA-256", "SHA-512")


def jar_name(component):
    """The name that Quarkus gives a jar in quarkus-app/lib, from the package URL."""
    purl = component["purl"]
    qualifiers = dict(part.split("=", 1) for part in purl.partition("?")[2].split("&") if "=" in part)
    classifier = "-" + qualifiers["classifier"] if "classifier" in qualifiers else ""
    return f"{component['group']}.{component['name']}{classifier}-{component['version']}.jar"


def is_delivered(component):
    return any(p["name"] == SCOPE and p["value"] == "runtime" for p in component.get("properties", []))


def licences_of(component):
    """Names of the licences; several mean that the receiver may choose, as Maven's documents say."""
    found = []
    for entry in component.get("licenses", []):
        found.append(entry.get("expression") or entry["license"].get("id") or entry["license"]["name"])
    return found


def hashes_of(path):
    content = path.read_bytes()
    return [
        {"alg": "SHA-256", "content": hashlib.sha256(content).hexdigest()},
        {"alg": "SHA-512", "content": hashlib.sha512(content).hexdigest()},
    ]


def stable(component):
    """The component without what depends on when and from where it was built."""
    kept = {k: v for k, v in component.items() if k not in ("properties", "hashes", "externalReferences")}
    references = [r for r in component.get("externalReferences", []) if r["type"] != "distribution-intake"]
    if references:
        kept["externalReferences"] = references
    kept["hashes"] = [h for h in component.get("hashes", []) if h["alg"] in KEPT_HASHES]
    return kept


def deliver(component, jars, findings):
    """The component as it is delivered: where its jar lies, and that jar's hashes."""
    kept = stable(component)
    jar = jars.pop(jar_name(component), None)
    if jar is None:
        findings.append(f"{component['purl']} is in the bill, but {jar_name(component)} is not delivered")
        return kept
    path, location = jar
    # Quarkus takes classes out of a few jars, so what is delivered may differ from what was downloaded
    kept["hashes"] = hashes_of(path)
    kept["evidence"] = {"occurrences": [{"location": location}]}
    return kept


def make_bill(source, application, findings):
    jars = {
        path.name: (path, path.relative_to(application).as_posix())
        for path in sorted(application.glob("lib/**/*.jar"))
    }
    itself = source["metadata"]["component"]
    own = {k: v for k, v in stable(itself).items() if k != "hashes"}
    own["type"] = "application"
    own["purl"] = own["purl"].split("?")[0]
    components = [
        deliver(component, jars, findings)
        for component in source["components"]
        if is_delivered(component) and component["bom-ref"] != itself["bom-ref"]
    ]
    findings.extend(f"{location} is delivered, but not in the bill" for _, location in jars.values())
    refs = {c["bom-ref"] for c in components} | {own["bom-ref"]}
    dependencies = [
        {"ref": d["ref"], "dependsOn": sorted(r for r in d.get("dependsOn", []) if r in refs)}
        for d in source["dependencies"]
        if d["ref"] in refs
    ]
    tools = [stable(t) for t in source["metadata"]["tools"]["components"]]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": source["specVersion"],
        "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": tools},
            "component": own,
        },
        "components": sorted(components, key=lambda c: c["bom-ref"]),
        "dependencies": sorted(dependencies, key=lambda d: d["ref"]),
    }
    # the same contents have the same serial number
    content = json.dumps(bill, sort_keys=True)
    bill["serialNumber"] = uuid.uuid5(uuid.NAMESPACE_URL, content).urn
    return bill


def check_licences(components, allowed, exceptions, findings):
    """For each component, the licence under which we deliver it."""
    chosen, used = {}, set()
    for component in components:
        name = f"{component['group']}:{component['name']}"
        licences = licences_of(component)
        free = [licence for licence in allowed if licence in licences]
        if free:
            chosen[component["bom-ref"]] = free[0]
        elif name in exceptions and exceptions[name]["says"] == licences:
            used.add(name)
            chosen[component["bom-ref"]] = exceptions[name]["licence"]
        else:
            findings.append(f"{component['purl']}: licences {licences or 'none named'} are not on the list")
    findings.extend(f"licences.toml: the exception {name} is not needed" for name in exceptions.keys() - used)
    findings.extend(
        f"licences.toml: no component is delivered under {licence}"
        for licence in allowed
        if licence not in chosen.values()
    )
    return chosen


def website_of(component):
    for wanted in ("website", "vcs"):
        for reference in component.get("externalReferences", []):
            if reference["type"] == wanted:
                return reference["url"]
    return ""


def third_party(components, chosen, allowed, exceptions):
    """The list for people: by licence, with the reason why each licence is acceptable."""
    lines = [
        "Third-party components delivered with Hushkey",
        "",
        "Where a component names several licences, the one that it is delivered under comes first.",
        "sbom.json beside this file has the same components, with hashes and dependencies.",
        "",
    ]
    for licence in sorted(set(chosen.values())):
        under = [c for c in components if chosen.get(c["bom-ref"]) == licence]
        reason = allowed.get(licence) or next(e["reason"] for e in exceptions.values() if e["licence"] == licence)
        lines += [f"{licence} ({len(under)})", f"  {reason}", ""]
        for component in sorted(under, key=lambda c: (c["group"], c["name"])):
            others = [other for other in licences_of(component) if other != licence]
            note = f" (or {', '.join(others)})" if others else ""
            website = website_of(component)
            lines.append(f"  {component['group']}:{component['name']} {component['version']}{note}")
            if website:
                lines.append(f"    {website}")
        lines.append("")
    return "\n".join(lines)


def validate(path):
    """Findings of the schema that the package cyclonedx-python-lib carries."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    text = path.read_text(encoding="utf-8")
    version = SchemaVersion.from_version(json.loads(text)["specVersion"])
    error = JsonStrictValidator(version).validate_str(text)
    return [f"{path.name} does not follow the schema of CycloneDX: {error}"] if error else []


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--from", dest="source", required=True, type=pathlib.Path, help="Quarkus' bill")
    parser.add_argument("--application", required=True, type=pathlib.Path, help="the directory quarkus-app")
    parser.add_argument("--licences", required=True, type=pathlib.Path, help="licences.toml")
    parser.add_argument("--into", required=True, type=pathlib.Path, help="where both files go")
    parser.add_argument("--validate", action="store_true", help="also against the schema; needs cyclonedx-python-lib")
    options = parser.parse_args()

    findings = []
    rules = tomllib.loads(options.licences.read_text(encoding="utf-8"))
    allowed, exceptions = rules["allowed"], rules.get("exceptions", {})
    bill = make_bill(json.loads(options.source.read_text(encoding="utf-8")), options.application, findings)
    chosen = check_licences(bill["components"], allowed, exceptions, findings)

    sbom = options.into / "sbom.json"
    sbom.write_text(json.dumps(bill, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    listing = third_party(bill["components"], chosen, allowed, exceptions)
    (options.into / "THIRD-PARTY.txt").write_text(listing, encoding="utf-8")
    if options.validate:
        findings.extend(validate(sbom))
    for finding in findings:
        print(finding)
    print(f"{len(bill['components'])} components, {len(set(chosen.values()))} licences")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
