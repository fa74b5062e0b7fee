#!/bin/sh
# Ends what a stack's state directory has on record: `sh end.sh STATE_DIRECTORY`. Exit 0: something ran; 1: nothing did.
# With `--when-stdin-closes` it first waits for that: so the tests' JVM takes its services along even when killed with -9.
# With `--is-up` it ends nothing and answers by exit code whether `up` runs.
#
# A record is "pid start-ticks boot-id". A pid alone may meanwhile belong to someone else; the three together cannot.
set -u

mode=end
case ${1:-} in
  --*) mode=$1; shift ;;
esac
run="$1/run"

alive() { # PID TICKS BOOT
  read -r boot </proc/sys/kernel/random/boot_id
  [ "$boot" = "$3" ] || return 1
  # a process that is gone makes the redirection fail, which is the answer
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  # the name of the process may hold blanks: count the fields after it (start time is field 22, state is 3)
  # shellcheck disable=SC2086
  set -- "$2" ${stat##*) }
  [ "$2" != Z ] && [ "$1" = "${21}" ]
}

end_one() { # NAME SIGNAL SECONDS RECORD...
  name=$1 signal=$2 patience=$3
  shift 3
  [ $# -eq 3 ] && alive "$@" || return 1
  kill "-$signal" "$1" 2>/dev/null
  tenths=$((patience * 10))
  while alive "$@" && [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  if alive "$@"; then
    kill -KILL "$1" 2>/dev/null
    echo "ended $name (pid $1), by force after $patience s"
  else
    echo "ended $name (pid $1)"
  fi
}

record() { cat "$run/$1.pid" 2>/dev/null; }

case $mode in
  --is-up)
    # shellcheck disable=SC2046
    set -- $(record up)
    [ $# -eq 3 ] && alive "$@"
    exit
    ;;
  --when-stdin-closes) cat >/dev/null ;;
esac

# Read all records first: a stack started from now on in the same directory is not ours to end.
up=$(record up) hushkey=$(record hushkey) keycloak=$(record keycloak) openbao=$(record openbao) postgres=$(record postgres)
others=$(cat "$run"/hushkey-*.pid 2>/dev/null)
ended=1
# `up` ends its services itself, and Hushkey writes its cache for quick starts then; what is left after it is a leftover.
# PostgreSQL last: the others write to it.
# shellcheck disable=SC2086,SC2046
{
  end_one "up" TERM 90 $up && ended=0
  end_one "Hushkey" TERM 15 $hushkey && ended=0
  printf '%s\n' "$others" | while read -r other; do end_one "one more replica" TERM 15 $other; done
  end_one "Keycloak" TERM 15 $keycloak && ended=0
  for bench in "$run"/bench-*.pid; do
    [ -e "$bench" ] && name=$(basename "$bench" .pid) && end_one "$name" TERM 15 $(cat "$bench") && ended=0
  done
  end_one "OpenBao" TERM 10 $openbao && ended=0
  end_one "PostgreSQL" INT 15 $postgres && ended=0
}
exit $ended
