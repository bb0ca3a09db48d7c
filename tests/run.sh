#!/usr/bin/env bash
# Builds everything and runs every test. On a Debian machine it installs what is missing. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.."

say() { printf '\n== %s\n' "$*"; }

need() { # need COMMAND PACKAGE…: installs the packages when the command is not there
  local command=$1; shift
  command -v "$command" >/dev/null 2>&1 && return 0
  if [ -z "${APT_UPDATED:-}" ]; then timeout -s KILL 300 apt-get update -qq >/dev/null; APT_UPDATED=1; fi
  # RUNLEVEL=1: Debian starts no server of its own; the tests start private ones on free ports and stop exactly those.
  timeout -s KILL 900 env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

say "What the tests stand on"
if command -v apt-get >/dev/null 2>&1; then
  need protoc protobuf-compiler libprotobuf-dev
  need node nodejs
  need npm npm
  need /usr/bin/python3 python3
  if ! /usr/bin/python3 -c 'import grpc, google.protobuf' 2>/dev/null; then
    need no-such-command python3-grpcio python3-protobuf
  fi
  ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || need no-such-command postgresql
  need /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
  need redis-server redis-server
  ls /usr/sbin/clamd >/dev/null 2>&1 || need clamd clamav-daemon
  need pdfinfo poppler-utils
  need qpdf qpdf
  [ -e /usr/share/doc/python3-aiosmtpd ] || need no-such-command python3-aiosmtpd
fi
dotnet --version || { echo "The .NET SDK named in global.json is missing."; echo "0 passed, 1 failed"; exit 1; }

say "Build"
if ! timeout -s KILL 1500 dotnet build UtilizationReview.sln -nologo -clp:ErrorsOnly -v quiet; then
  echo "The build failed."
  echo "0 passed, 1 failed"
  exit 1
fi

passed=0 failed=0
mkdir -p artifacts/tests
for kind in Unit Integration; do
  say "$kind tests"
  log=artifacts/tests/$kind.log
  timeout -s KILL 1500 dotnet run --no-build --project "tests/$kind" -- -noColor >"$log" 2>&1
  exit=$?
  grep -E '\[FAIL\]|\[SKIP\]' "$log"
  summary=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+' "$log" | tail -n 1)
  if [ -z "$summary" ]; then
    echo "The $kind tests did not end (exit $exit); the end of $log:"
    tail -n 40 "$log"
    failed=$((failed + 1))
    continue
  fi
  read -r total errors failures skipped <<<"$(grep -oE '[0-9]+' <<<"$summary" | tr '\n' ' ')"
  echo "$summary"
  # On this script nothing may be skipped: a server that was missing is a failure.
  failed=$((failed + errors + failures + skipped))
  passed=$((passed + total - errors - failures - skipped))
  [ $((errors + failures + skipped)) -eq 0 ] || grep -A 25 -E '\[FAIL\]' "$log" | head -n 400
done

# The checker is proved first; then services and servers are killed under way, and the checker looks at what is left.
say "Resilience campaign"
for form in "--prove" "--orders 200 --faults 12 --seed 1"; do
  log=artifacts/tests/Resilience.log
  # shellcheck disable=SC2086 # the options are words
  if timeout -s KILL 900 dotnet run --no-build --project tests/Resilience -- $form >"$log" 2>&1; then
    passed=$((passed + 1))
    tail -n 1 "$log"
  else
    failed=$((failed + 1))
    tail -n 80 "$log"
  fi
done

# Style and analyzers are part of the build; this looks at layout.
say "Format"
if timeout -s KILL 600 dotnet format whitespace UtilizationReview.sln --no-restore --verify-no-changes --exclude artifacts >artifacts/tests/format.log 2>&1; then
  passed=$((passed + 1))
else
  head -n 40 artifacts/tests/format.log
  failed=$((failed + 1))
fi

echo
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
