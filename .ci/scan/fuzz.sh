# shellcheck shell=bash
# ./hushkey fuzz: Jazzer on the targets of dev.hushkey.fuzz. hushkey sources this file; docs/supply-chain.md describes it.

# What hushkey sets before:
: "${here:?}" "${quick_start:?}" "${quiet_java:?}"

readonly fuzz_out=$here/target/fuzz
readonly fuzz_driver=dev.hushkey.fuzz.FuzzDriver
# per input, in seconds; and in MB, for the whole process
readonly slowest_input=10 most_memory=3000 longest_input=16384

fuzz_class_path() {
  printf '%s:%s:%s' "$here/target/test-classes" "$here/target/classes" "$(cat "$fuzz_out/class-path")"
}

# One target for so many seconds; what it finds is a file crash-*, timeout-* or oom-* beside its corpus.
fuzz_one() { # TARGET SECONDS
  local target=$1 seconds=$2 place=$fuzz_out/$1 log=$fuzz_out/$1.log code=0 found
  mkdir -p "$place/corpus"
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $quick_start -cp "$(fuzz_class_path)" "$fuzz_driver" seeds "$target" "$place/corpus"
  # shellcheck disable=SC2086
  (cd "$place" && nice "$JAVA_HOME/bin/java" -Xmx1g $quiet_java \
    -Djava.util.logging.manager=org.jboss.logmanager.LogManager -cp "$(fuzz_class_path)" \
    com.code_intelligence.jazzer.Jazzer --target_class=$fuzz_driver --target_args="$target" \
    --instrumentation_includes='dev.hushkey.**:com.fasterxml.jackson.core.**' \
    --instrumentation_excludes='dev.hushkey.fuzz.**' --custom_hook_excludes='**' \
    -max_total_time="$seconds" -timeout=$slowest_input -rss_limit_mb=$most_memory -max_len=$longest_input \
    -print_final_stats=1 corpus) >"$log" 2>&1 || code=$?
  printf '%-22s %s\n' "$target" "$(fuzz_summary "$log")"
  if [ "$code" -ne 0 ]; then
    sed -n '/^== Java Exception/,/^DEDUP_TOKEN/p' "$log" | head -n 20
    found=$(find "$place" -maxdepth 1 -type f \( -name 'crash-*' -o -name 'timeout-*' -o -name 'oom-*' \) -newer "$place/corpus/seed-0" |
      head -n 1)
    if [ -n "$found" ]; then
      printf 'Found an input. When it is fixed, add this line to src/test/resources/fuzz/%s.txt:\n' "$target"
      # shellcheck disable=SC2086
      "$JAVA_HOME/bin/java" $quick_start -cp "$(fuzz_class_path)" "$fuzz_driver" show "$found"
    else
      tail -n 5 "$log"
    fi
    return 1
  fi
}

fuzz_summary() { # LOG
  local executions first last
  executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$1")
  first=$(sed -n 's/^#[0-9]*\tINITED cov: \([0-9]*\).*/\1/p' "$1" | head -n 1)
  last=$(sed -n 's/^#[0-9]*.* cov: \([0-9]*\) .*/\1/p' "$1" | tail -n 1)
  printf '%s inputs, coverage %s to %s' "${executions:-?}" "${first:-?}" "${last:-?}"
}

run_fuzzers() { # [TARGET] [SECONDS]
  local targets=${1:-} seconds=${2:-60} target failed=0
  use_jdk
  need_maven
  mkdir -p "$fuzz_out"
  maven_quietly "Building the fuzz targets" -Pquick,fuzz test-compile dependency:build-classpath \
    -Dmdep.outputFile="$fuzz_out/class-path" -Dmdep.includeScope=test
  # shellcheck disable=SC2086
  [ -n "$targets" ] && [ "$targets" != list ] ||
    targets=$("$JAVA_HOME/bin/java" $quick_start -cp "$(fuzz_class_path)" "$fuzz_driver" targets)
  if [ "${1:-}" = list ]; then
    printf '%s\n' "$targets" | tr ' ' '\n'
    return
  fi
  for target in $targets; do
    fuzz_one "$target" "$seconds" || failed=1
  done
  return "$failed"
}
