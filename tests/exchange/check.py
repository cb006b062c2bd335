#!/usr/bin/env python3
"""Check an export: check.py FORMAT FILE STORE.  The rules are those of the formats' public schemas, written
down here; numbers come from the store through sqlite3.  Prints what is wrong; status 1 then."""
import hashlib
import json
import re
import sqlite3
import sys

kind, path, store = sys.argv[1:4]
db = sqlite3.connect(store)
wrong = []


def must(ok, what):
    if not ok:
        wrong.append(what)


def one(sql):
    return db.execute(sql).fetchone()[0]


def ureport():
    reports = [json.loads(line) for line in open(path, encoding="utf-8")]
    must(len(reports) == one("SELECT count(*) FROM fault_ureport AS u JOIN fault_derived AS d "
                             "ON d.fault_id = u.fault_id WHERE d.event_id = d.fault_id"), "number of reports")
    must(len(reports) > 0, "no reports")
    for r in reports:
        must(r["ureport_version"] == 2 and isinstance(r["reason"], str), "version and reason")
        must(set(r["os"]) >= {"name", "version", "architecture"}, "os")
        p = r["problem"]
        must(p["type"] == "kerneloops" and p["component"] == "kernel", "problem")
        must(all(isinstance(x, str) for x in p["taint_flags"] + p["modules"]), "flags and modules")
        must(len(p["frames"]) > 0, "frames")
        for f in p["frames"]:
            must(isinstance(f["reliable"], bool) and isinstance(f["function_name"], str)
                 and isinstance(f["address"], int) and isinstance(f["module_name"], str), "a frame")
        pkg = r["packages"][0]
        must(pkg["name"] == "kernel" and pkg["package_role"] == "affected"
             and isinstance(pkg["epoch"], int) and pkg["version"] and pkg["release"], "package")
        names = [f["function_name"] for f in p["frames"] if f["reliable"]][:6]
        sha1 = hashlib.sha1("".join(n + "\n" for n in names).encode()).hexdigest()
        must(sha1 == r["crashql"]["duphash"], f"duphash of {r['reason']}")


def kcidb():
    d = json.load(open(path, encoding="utf-8"))
    must(d["version"] == {"major": 5, "minor": 3}, "version")
    must(set(d) <= {"version", "checkouts", "builds", "tests", "issues", "incidents"}, "sections")
    need = {"checkouts": {"id", "origin"}, "builds": {"id", "origin", "checkout_id"},
            "tests": {"id", "origin", "build_id"}, "issues": {"id", "origin", "version"},
            "incidents": {"id", "origin", "issue_id", "issue_version"}}
    ids = {}
    for section, keys in need.items():
        rows = d.get(section, [])
        ids[section] = [r["id"] for r in rows]
        must(len(set(ids[section])) == len(rows), f"{section}: an id stands twice")
        for r in rows:
            must(keys <= set(r), f"{section}: {keys - set(r)} missing")
            must(re.fullmatch(r"[a-z0-9_]+", r["origin"]), "origin")
            must(re.fullmatch(r"[a-z0-9_]+:.*", r["id"]), f"id {r['id']}")
            must(None not in r.values(), f"{section}: null")
    for r in d.get("tests", []):
        must(r["build_id"] in ids["builds"], "a test's build")
        must(r["status"] in {"FAIL", "ERROR", "MISS", "PASS", "DONE", "SKIP"}, "status")
        must(re.fullmatch(r"[.a-zA-Z0-9_-]*", r["path"]), "path")
        must(len(r.get("log_excerpt", "")) <= 16384, "log_excerpt")
        must("start_time" not in r or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", r["start_time"]), "start_time")
    for r in d.get("builds", []):
        must(r["checkout_id"] in ids["checkouts"], "a build's checkout")
    for r in d.get("incidents", []):
        must(r["issue_id"] in ids["issues"] and r["test_id"] in ids["tests"], "an incident's issue and test")
    must(len(d.get("issues", [])) == one("SELECT count(*) FROM fault_group"), "number of issues")
    must(len(d.get("tests", [])) == one("SELECT count(*) FROM boot WHERE kernel_release IS NOT NULL"), "number of tests")


def folded():
    total = 0
    for line in open(path, encoding="utf-8"):
        m = re.fullmatch(r"([^; ]+(?:;[^; ]+)+) (\d+)", line.rstrip("\n"))
        must(m, f"line {line!r}")
        total += int(m[2]) if m else 0
    must(total > 0, "no stacks")


def sarif():
    d = json.load(open(path, encoding="utf-8"))
    must(d["version"] == "2.1.0" and "sarif" in d["$schema"], "version")
    run = d["runs"][0]
    rules = [r["id"] for r in run["tool"]["driver"]["rules"]]
    must(len(set(rules)) == len(rules), "a rule stands twice")
    must(len(run["results"]) == one("SELECT count(*) FROM fault_group"), "number of results")
    for r in run["results"]:
        must(r["ruleId"] in rules and r["level"] in {"none", "note", "warning", "error"}, "result")
        must(isinstance(r["message"]["text"], str) and r["occurrenceCount"] >= 1, "message")
        place = r["locations"][0]["physicalLocation"]
        must(place["region"]["startLine"] >= 1 and " " not in place["artifactLocation"]["uri"], "place")


{"ureport": ureport, "kcidb": kcidb, "folded": folded, "sarif": sarif}[kind]()
for w in wrong:
    print(w)
sys.exit(1 if wrong else 0)
