#!/usr/bin/env bash
# Installs what the tests need where it is missing, builds once, runs every test project, and ends with one line of sums.
#
#   tests/run.sh                          everything
#   tests/run.sh --filter 'Name~Golden'   what `dotnet test` takes is passed on to it
#
# CONFIGURATION chooses the build (default Release). The exit code is 1 if a test failed, a project ended badly, or no test ran.
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
configuration="${CONFIGURATION:-Release}"
oldest_node=20
hang_limit=5m

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip

say() { printf '== %s\n' "$*"; }

fail() {
  printf 'tests/run.sh: %s\n' "$*" >&2
  exit 1
}

# The providers' own SDKs for Node.js drive the client tests, and a validator from npm checks the configuration's schema.
prepare_node() {
  local locks
  mapfile -t locks < <(find tests -name package-lock.json -not -path '*/node_modules/*' -not -path '*/bin/*' | sort)
  if [ "${#locks[@]}" -eq 0 ]; then
    return
  fi

  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    install Node.js "The tests need Node.js $oldest_node or newer with npm. Install it by hand" nodejs npm
  fi

  local version
  version="$(node --version)"
  if [ "$(printf '%s' "${version#v}" | cut -d. -f1)" -lt "$oldest_node" ]; then
    fail "Node.js $version is too old: the tests need $oldest_node or newer. Install one, and put it first on PATH."
  fi

  local lock folder installed
  for lock in "${locks[@]}"; do
    folder="$(dirname "$lock")"
    # npm writes this file last, so it is older than the lock file where an install is missing, stale or was cut short.
    installed="$folder/node_modules/.package-lock.json"
    if [ ! -f "$installed" ] || [ "$lock" -nt "$installed" ]; then
      say "npm packages for the tests: npm ci in $folder"
      (cd "$folder" && npm ci --no-audit --no-fund) || fail "npm ci failed in $folder; see above."
    fi
  done
}

# install WHAT BY_HAND PACKAGE...: from the system's own packages where that is possible, else says what to do by hand.
install() {
  local what="$1" by_hand="$2"
  shift 2
  local sudo=()
  if ! command -v apt-get >/dev/null; then
    fail "$by_hand (this is no Debian or Ubuntu, so the script does not try)."
  elif [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      fail "$by_hand, as in: sudo apt-get install $* (the script may not: it is neither root nor may use sudo without a password)."
    fi

    sudo=(sudo -n)
  fi

  say "$what for the tests: apt-get install $*"
  "${sudo[@]}" apt-get update -qq || fail "$by_hand (apt-get update failed; see above)."
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" \
    || fail "$by_hand (apt-get install failed; see above)."
}

# The tests start servers of their own from what is installed; a server that somebody names is used instead.
prepare_servers() {
  if [ -z "${AIGATEWAY_TEST_REDIS:-}" ] && ! command -v redis-server >/dev/null; then
    install redis-server "The tests need redis-server. Install it by hand, or name a server in AIGATEWAY_TEST_REDIS" redis-server
  fi

  if [ -z "${AIGATEWAY_TEST_POSTGRES:-}" ] && ! command -v initdb >/dev/null && ! compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
    install postgresql "The tests need PostgreSQL's server. Install it by hand, or name a server in AIGATEWAY_TEST_POSTGRES" postgresql
  fi
}

# Adds up the counters of one result file: passed, failed (with every way to end badly), and the rest, which did not run.
count_results() {
  grep -o '<Counters [^>]*' "$1" | tr ' ' '\n' | awk -F'"' '
    { name = $1; sub(/=$/, "", name); value[name] += $2 }
    END {
      failed = value["failed"] + value["error"] + value["timeout"] + value["aborted"]
      print value["passed"] + 0, failed, value["total"] - value["passed"] - failed
    }'
}

cd "$root"
command -v dotnet >/dev/null || fail "the .NET SDK is missing: install .NET 10."
prepare_node
prepare_servers

projects=()
for project in tests/*/*.csproj; do
  if grep -q 'Microsoft\.NET\.Test\.Sdk' "$project"; then
    projects+=("$project")
  fi
done

[ "${#projects[@]}" -gt 0 ] || fail "there is no test project under tests/."

say "build ($configuration)"
dotnet build AiGateway.sln --configuration "$configuration" --verbosity quiet

results="$(mktemp -d)"
trap 'rm -rf "$results"' EXIT

passed=0 failed=0 skipped=0
for project in "${projects[@]}"; do
  name="$(basename "$project" .csproj)"
  say "$name"
  ended=0
  dotnet test "$project" --configuration "$configuration" --no-build \
    --logger "trx;LogFileName=$name.trx" --results-directory "$results/$name" \
    --blame-hang --blame-hang-timeout "$hang_limit" --blame-hang-dump-type none "$@" || ended=$?

  ok=0 bad=0 rest=0
  if [ -f "$results/$name/$name.trx" ]; then
    read -r ok bad rest < <(count_results "$results/$name/$name.trx")
  fi

  # A runner that dies, or finds nothing where nothing was filtered, takes its tests with it: that must not look like success.
  if [ "$bad" -eq 0 ] && [ "$ended" -ne 0 ]; then
    bad=1
    say "$name ended with exit code $ended and named no failed test; counted as one failure"
  elif [ $((ok + bad + rest)) -eq 0 ] && [ "$#" -eq 0 ]; then
    bad=1
    say "$name ran no test at all; counted as one failure"
  fi

  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + rest))
done

if [ $((passed + failed)) -eq 0 ]; then
  say "no test ran"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
