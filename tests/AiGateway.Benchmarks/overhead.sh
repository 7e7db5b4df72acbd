#!/usr/bin/env bash
# Measures what the gateway costs beside bare YARP and beside no proxy at all. README.md says how to read it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)

rounds=3 seconds=5 warmup=2 settle=4 connections=64 threads=2
streams=1000 events=30 interval=500
few=10 pause=50 pace_events=200 pace_interval=50
targets="upstream bare gateway"
scenarios="chat prompt32k sse100 anthropic anthropic-sse100 streams
  ttft ttft-anthropic ttft-full ttft-full-anthropic
  pace50 pace50-anthropic pace50-held pace50-atomic pace500 pace500-anthropic"
out="" keep="" gateway_dll="" check=""

usage() {
  cat <<TEXT
usage: overhead.sh [options]
  --rounds N          measured rounds for each scenario and target   ($rounds)
  --seconds N         measured seconds for each run                  ($seconds)
  --warmup N          seconds before each measured run               ($warmup)
  --settle N          seconds for each scenario before the first      ($settle)
  --connections N     wrk connections                                ($connections)
  --streams N         streams at once                                ($streams)
  --events N          events of each such stream                     ($events)
  --interval-ms N     time between them                              ($interval)
  --few N             connections of the ttft scenarios              ($few)
  --pause-ms N        each one's pause between two of its streams    ($pause)
  --pace-events N     events of each stream of the pace scenarios    ($pace_events)
  --pace-interval-ms N  time between them                            ($pace_interval)
  --targets "…"       of: $targets
  --scenarios "…"     of: $scenarios
                      (any number may follow pace, and any of -anthropic, -held, -atomic that)
  --gateway DLL       a built gateway instead of building src/AiGateway
  --out FILE          also write the results there, one JSON object a line
  --keep              leave the working folder (logs, configuration) behind
  --check             exit 2 where a goal is missed
Exit code: 0 measured, 1 something failed, 2 a goal missed or not to be judged (--check), 64 wrong usage.
TEXT
}

while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=$2; shift 2 ;;
    --seconds) seconds=$2; shift 2 ;;
    --warmup) warmup=$2; shift 2 ;;
    --settle) settle=$2; shift 2 ;;
    --connections) connections=$2; shift 2 ;;
    --streams) streams=$2; shift 2 ;;
    --events) events=$2; shift 2 ;;
    --interval-ms) interval=$2; shift 2 ;;
    --few) few=$2; shift 2 ;;
    --pause-ms) pause=$2; shift 2 ;;
    --pace-events) pace_events=$2; shift 2 ;;
    --pace-interval-ms) pace_interval=$2; shift 2 ;;
    --targets) targets=$2; shift 2 ;;
    --scenarios) scenarios=$2; shift 2 ;;
    --gateway) gateway_dll=$2; shift 2 ;;
    --out) out=$2; shift 2 ;;
    --keep) keep=1; shift ;;
    --check) check=1; shift ;;
    -h | --help) usage; exit 0 ;;
    *) echo "unknown option: $1" >&2; usage >&2; exit 64 ;;
  esac
done

say() { printf '%s\n' "$*" >&2; }

work=$(mktemp -d "${TMPDIR:-/tmp}/aigateway-overhead.XXXXXX")
results="$work/results.jsonl"
: >"$results"
pids=()

# Ends one process that was started here, by its pid; a second time with force if ten seconds do not do.
stop() {
  local i
  kill "$1" 2>/dev/null || return 0
  for ((i = 0; i < 100; i++)); do
    kill -0 "$1" 2>/dev/null || break
    sleep 0.1
  done
  kill -9 "$1" 2>/dev/null && say "pid $1 had to be killed" || true
  wait "$1" 2>/dev/null || true
}

finish() {
  local started
  for started in "${pids[@]}"; do stop "$started"; done
  [ -z "$out" ] || cp "$results" "$out"
  if [ -n "$keep" ]; then say "kept: $work"; else rm -rf "$work"; fi
}
trap finish EXIT
trap 'exit 130' INT TERM

need() { # command package
  command -v "$1" >/dev/null && return
  say "$1 is missing: installing the package $2 with apt-get"
  local sudo=""
  if [ "$(id -u)" != 0 ]; then sudo=sudo; fi
  if ! $sudo apt-get install -y -q "$2" >&2; then
    say "could not install $2; install it by hand (apt-get install $2) and run this again"
    exit 1
  fi
}

record() { printf '%s\n' "$1" >>"$results"; }

failed() { # scenario target what
  say "ERROR $1 $2: $3"
  record "{\"kind\":\"error\",\"scenario\":\"$1\",\"target\":\"$2\",\"error\":\"$3\"}"
}

# --- what is measured -------------------------------------------------------------------------------------------------

write_bodies() {
  local prompt
  prompt=$(yes 'the quick brown fox jumps over the lazy dog ' | tr -d '\n' | head -c 32768 || true)
  body() { printf '%s' "$2" >"$work/$1.json"; }
  local hello='"messages":[{"role":"user","content":"Say hello."}]'
  body chat '{"model":"bench",'"$hello"'}'
  body prompt32k '{"model":"bench","messages":[{"role":"user","content":"'"$prompt"'"}]}'
  body sse100 '{"model":"bench","stream":true,'"$hello"'}'
  timed() { # body events interval prefix-of-the-gateway's-name
    body "$1" '{"model":"timed-'"$2x$3"'","max_tokens":256,"stream":true,'"$hello"'}'
    body "$1.gateway" '{"model":"'"${4:-}"'timed-'"$2x$3"'","max_tokens":256,"stream":true,'"$hello"'}'
  }
  timed streams "$events" "$interval"
  body anthropic '{"model":"claude-haiku-4-5","max_tokens":256,'"$hello"'}'
  body anthropic-sse100 '{"model":"claude-haiku-4-5","max_tokens":256,"stream":true,'"$hello"'}'
  # The gateway is asked in OpenAI's form and translates; upstream and bare YARP get what it would send.
  body anthropic.gateway '{"model":"bench-anthropic","max_tokens":256,'"$hello"'}'
  body anthropic-sse100.gateway '{"model":"bench-anthropic","max_tokens":256,"stream":true,'"$hello"'}'
  local scenario
  for scenario in $scenarios; do
    case $scenario in
      pace*)
        timed "$scenario" "$pace_events" "$pace_interval" "$(prefix_of "$scenario")"
        timed "$scenario.warmup" 60 "$pace_interval" "$(prefix_of "$scenario")"
        ;;
    esac
  done
}

prefix_of() { # scenario: what stands before a timed model's name at the gateway
  case $1 in *-anthropic*) printf 'anthropic-' ;; esac
  case $1 in *-held) printf 'held-' ;; *-atomic) printf 'atomic-' ;; esac
}

body_of() { # scenario target
  if [ "$2" = gateway ] && [ -f "$work/$1.gateway.json" ]; then echo "$work/$1.gateway.json"; else echo "$work/$1.json"; fi
}

path_of() { # scenario target
  case "$1:$2" in
    *anthropic*:gateway) echo /v1/chat/completions ;;
    *anthropic*) echo /v1/messages ;;
    *) echo /v1/chat/completions ;;
  esac
}

ending_of() { # scenario target: what a right answer holds
  case "$1:$2" in
    anthropic:gateway | chat:* | prompt32k:*) echo '"chat.completion"' ;;
    anthropic:*) echo '"msg_bench"' ;;
    anthropic-sse100:gateway | sse100:*) echo 'data: [DONE]' ;;
    anthropic-sse100:*) echo 'event: message_stop' ;;
  esac
}

# --- processes --------------------------------------------------------------------------------------------------------

declare -A url pid

start_own() { # name arguments…
  local name=$1
  shift
  : >"$work/$name.log"
  dotnet "$bench" "$@" >"$work/$name.log" 2>&1 &
  pid[$name]=$!
  pids+=("$!")
  local i
  for ((i = 0; i < 200; i++)); do
    url[$name]=$(sed -n 's/^listening on //p' "$work/$name.log")
    [ -n "${url[$name]}" ] && return
    kill -0 "${pid[$name]}" 2>/dev/null || break
    sleep 0.1
  done
  say "could not start $name:"
  cat "$work/$name.log" >&2
  exit 1
}

build_gateway() {
  [ -z "$gateway_dll" ] || return 0
  gateway_dll="$root/src/AiGateway/bin/Release/net10.0/aigateway.dll"
  dotnet build "$root/src/AiGateway" -c Release -nologo -v quiet >"$work/gateway.build.log" 2>&1 && return
  tail -5 "$work/gateway.build.log" >&2
  return 1
}

# Only where they are asked for: a gateway of an older commit does not know the field.
held_models() {
  case " $scenarios " in *-held* | *-atomic*) ;; *) return ;; esac
  local held='"Stream": { "Mode": "Held", "HoldTime": "100ms", "HoldBytes": 1048576 }' atomic='"Stream": { "Mode": "Atomic" }'
  printf ',\n      "held-timed-*": { "Targets": [ "up/timed-*" ], %s }' "$held"
  printf ',\n      "atomic-timed-*": { "Targets": [ "up/timed-*" ], %s }' "$atomic"
  printf ',\n      "anthropic-held-timed-*": { "Targets": [ "upa/timed-*" ], %s }' "$held"
  printf ',\n      "anthropic-atomic-timed-*": { "Targets": [ "upa/timed-*" ], %s }' "$atomic"
}

start_gateway() {
  mkdir -p "$work/gateway"
  cat >"$work/gateway/appsettings.json" <<JSON
{
  "Gateway": {
    "Providers": {
      "up": { "Type": "OpenAI", "BaseUrl": "${url[upstream]}/v1", "ApiKeys": [ "env:BENCH_PROVIDER_KEY" ], "AllowPrivateNetwork": true },
      "upa": { "Type": "Anthropic", "BaseUrl": "${url[upstream]}", "ApiKeys": [ "env:BENCH_PROVIDER_KEY" ], "AllowPrivateNetwork": true }
    },
    "Models": {
      "bench": "up/gpt-4o-mini",
      "bench-anthropic": "upa/claude-haiku-4-5",
      "timed-*": "up/timed-*",
      "anthropic-timed-*": "upa/timed-*"$(held_models)
    },
    "VirtualKeys": { "bench": { "Value": "env:BENCH_VIRTUAL_KEY" } }
  }
}
JSON
  url[gateway]="http://127.0.0.1:$(dotnet "$bench" port)"
  # A clean environment: no provider's key of this machine makes the gateway another one than the one described above.
  (
    cd "$work/gateway"
    exec env -i PATH="$PATH" HOME="$work/gateway" DOTNET_ROOT="${DOTNET_ROOT:-}" DOTNET_CLI_TELEMETRY_OPTOUT=1 \
      BENCH_PROVIDER_KEY="$provider_key" BENCH_VIRTUAL_KEY="$virtual_key" \
      "$(command -v dotnet)" "$gateway_dll" --urls "${url[gateway]}" --contentRoot "$work/gateway"
  ) >"$work/gateway.log" 2>&1 &
  pid[gateway]=$!
  pids+=("$!")
  local i
  for ((i = 0; i < 300; i++)); do
    curl -fsS -o /dev/null --max-time 2 "${url[gateway]}/health/live" 2>/dev/null && return
    kill -0 "${pid[gateway]}" 2>/dev/null || break
    sleep 0.1
  done
  say "no answer from /health/live; the last of the gateway's log:"
  tail -5 "$work/gateway.log" >&2
  return 1
}

start_target() {
  case $1 in
    upstream) start_own upstream upstream ;;
    bare) start_own bare bare "${url[upstream]}" ;;
    gateway) start_gateway ;;
  esac
}

random_key() { printf 'bench-%s' "$(od -An -tx1 -N24 /dev/urandom | tr -d ' \n')"; }

key_of() { if [ "$1" = gateway ]; then echo "$virtual_key"; else echo "$provider_key"; fi; }

# --- measuring --------------------------------------------------------------------------------------------------------

# Nothing where the process has ended.
ticks() { { sed 's/.*) //' "/proc/$1/stat" | awk '{ print $12 + $13 }'; } 2>/dev/null || true; }

# A wrong answer given fast is no measurement.
answers_right() { # scenario target
  local answer
  answer=$(curl -sS -N --max-time 20 -X POST "${url[$2]}$(path_of "$1" "$2")" \
    -H 'Content-Type: application/json' -H 'anthropic-version: 2023-06-01' -H "Authorization: Bearer $(key_of "$2")" \
    --data-binary "@$(body_of "$1" "$2")" -w '\nstatus %{http_code}\n' 2>&1) || true
  if grep -qF 'status 200' <<<"$answer" && grep -qF "$(ending_of "$1" "$2")" <<<"$answer"; then return; fi
  say "$(head -c 600 <<<"$answer")"
  return 1
}

run_wrk() { # scenario target seconds
  BENCH_BODY=$(body_of "$1" "$2") BENCH_KEY=$(key_of "$2") \
    wrk -t"$threads" -c"$connections" -d"${3}s" --timeout 10s -s "$here/post.lua" "${url[$2]}$(path_of "$1" "$2")" 2>&1
}

measure() { # scenario target round
  local before after result
  run_wrk "$1" "$2" "$warmup" >/dev/null || true
  before=$(ticks "${pid[$2]}")
  result=$(run_wrk "$1" "$2" "$seconds" | sed -n 's/^RESULT //p') || true
  after=$(ticks "${pid[$2]}")
  if [ -z "$result" ] || [ -z "$before" ] || [ -z "$after" ]; then
    failed "$1" "$2" "no result in round $3; does the process still live?"
    return
  fi
  record "$(awk -v scenario="$1" -v target="$2" -v round="$3" -v ticks="$((after - before))" -v hz="$(getconf CLK_TCK)" '{
    printf "{\"kind\":\"throughput\",\"scenario\":\"%s\",\"target\":\"%s\",\"round\":%d,\"requests\":%d,\"seconds\":%s,\"p50\":%s,\"p99\":%s,\"cpu\":%.2f,\"failed\":%d}",
      scenario, target, round, $1, $2, $3, $4, ($1 > 0 ? ticks / hz * 1e6 / $1 : 0), $5 }' <<<"$result")"
  say "$(awk -v s="$1" -v t="$2" -v r="$3" '{ printf "%-17s %-9s round %d: %8.0f req/s  p50 %.2f ms  p99 %.2f ms  failed %d", s, t, r, $1 / $2, $3 / 1000, $4 / 1000, $5 }' <<<"$result")"
}

# There and back again: what drifts on the machine hits all targets alike.
in_turn() { # round targets
  if (($1 % 2)); then echo "$2"; else tr ' ' '\n' <<<"$2" | tac | tr '\n' ' '; fi
}

throughput() { # scenario
  local scenario=$1 round target right=""
  for target in $available; do
    if answers_right "$scenario" "$target"; then right="$right $target"; else failed "$scenario" "$target" "wrong answer, not measured"; fi
  done
  for ((round = 1; round <= rounds; round++)); do
    for target in $(in_turn "$round" "$right"); do measure "$scenario" "$target" "$round"; done
  done
}

concurrent_streams() {
  local target line
  for target in $available; do
    # A process of its own, since one that has been under load keeps memory that the streams would not show in. The
    # upstream stays where the others look for it.
    if [ "$target" != upstream ]; then
      stop "${pid[$target]}"
      if ! start_target "$target"; then failed streams "$target" "did not start again"; continue; fi
    fi
    # A few streams first, so that start-up and the compiler do not count as the streams' memory either.
    dotnet "$bench" streams --url "${url[$target]}/v1/chat/completions" --body "$(body_of streams "$target")" --key "$(key_of "$target")" \
      --count 50 --events "$events" --interval-ms "$interval" >/dev/null 2>&1 || true
    line=$(dotnet "$bench" streams --url "${url[$target]}/v1/chat/completions" --body "$(body_of streams "$target")" --key "$(key_of "$target")" \
      --pid "${pid[$target]}" --count "$streams" --events "$events" --interval-ms "$interval" --name "$target") || true
    if [ -n "$line" ]; then record "$line"; say "$line"; else failed streams "$target" "no result"; fi
  done
}

first_token() { # scenario
  local scenario=$1 like=sse100 round target line wait=$pause right=""
  case $scenario in *-anthropic) like=anthropic-sse100 ;; esac
  case $scenario in *-full*) wait=0 ;; esac
  for target in $available; do
    if answers_right "$like" "$target"; then right="$right $target"; else failed "$scenario" "$target" "wrong answer, not measured"; fi
  done
  for ((round = 1; round <= rounds; round++)); do
    for target in $(in_turn "$round" "$right"); do
      line=$(dotnet "$bench" first-token --url "${url[$target]}$(path_of "$like" "$target")" --body "$(body_of "$like" "$target")" \
        --key "$(key_of "$target")" --connections "$few" --pause-ms "$wait" --warmup "$warmup" --seconds "$seconds" \
        --name "$target" --scenario "$scenario" --round "$round") || true
      if [ -n "$line" ]; then record "$line"; say "$line"; else failed "$scenario" "$target" "no result"; fi
    done
  done
}

pace_run() { # scenario target round body events from
  local count
  count=$(sed 's/^pace\([0-9]*\).*/\1/' <<<"$1")
  dotnet "$bench" streams --url "${url[$2]}$(path_of "$1" "$2")" --body "$(body_of "$4" "$2")" --key "$(key_of "$2")" --pid "${pid[$2]}" \
    --count "$count" --events "$5" --interval-ms "$pace_interval" --from "$6" --name "$2" --scenario "$1" --round "$3"
}

pace() { # scenario
  local scenario=$1 round target line from=0 measured=$available
  case $scenario in
    # What is held back on purpose is late on purpose: after the hold it may be late no more, and the last of a whole answer not at all.
    *-held) from=$((pace_events / 2)) measured=$(without_bare) ;;
    *-atomic) from=$((pace_events - 1)) measured=$(without_bare) ;;
  esac
  for target in $measured; do pace_run "$scenario" "$target" 0 "$scenario.warmup" 60 0 >/dev/null 2>&1 || true; done
  for ((round = 1; round <= rounds; round++)); do
    for target in $(in_turn "$round" "$measured"); do
      line=$(pace_run "$scenario" "$target" "$round" "$scenario" "$pace_events" "$from") || true
      if [ -n "$line" ]; then record "$line"; say "$line"; else failed "$scenario" "$target" "no result"; fi
    done
  done
}

without_bare() { tr ' ' '\n' <<<"$available" | grep -vx bare | tr '\n' ' '; }

# --- all of it --------------------------------------------------------------------------------------------------------

need wrk wrk
need curl curl
ulimit -n "$(ulimit -Hn)" 2>/dev/null || true
say "building"
dotnet build "$here" -c Release -nologo -v quiet >"$work/build.log" 2>&1 || { tail -5 "$work/build.log" >&2; exit 1; }
bench="$here/bin/Release/net10.0/AiGateway.Benchmarks.dll"
provider_key=$(random_key)
virtual_key=$(random_key)
write_bodies
load=$(cut -d' ' -f1 /proc/loadavg)
if awk -v load="$load" 'BEGIN { exit !(load > 0.5) }'; then say "the machine is busy (load $load): expect the rounds to differ"; fi
record "{\"kind\":\"environment\",\"date\":\"$(date -u +%FT%TZ)\",\"cores\":$(nproc),\"load\":$load,\"dotnet\":\"$(dotnet --version)\",\"commit\":\"$(git -C "$root" rev-parse --short HEAD 2>/dev/null || true)\",\"rounds\":$rounds,\"seconds\":$seconds,\"connections\":$connections}"
start_target upstream
available=""
for target in $targets; do
  case $target in
    upstream) available="$available upstream" ;;
    bare) start_target bare && available="$available bare" ;;
    gateway)
      if ! build_gateway; then failed all gateway "does not build"
      elif start_target gateway; then available="$available gateway"
      else failed all gateway "does not start"; fi ;;
    *) say "unknown target: $target"; exit 64 ;;
  esac
done

# The compiler works on hot code for seconds after it got hot: whoever is measured first would pay for all.
say "settling"
for scenario in $scenarios; do
  case $scenario in
    streams | pace*) continue ;;
    ttft*-anthropic) scenario=anthropic-sse100 ;;
    ttft*) scenario=sse100 ;;
  esac
  for target in $available; do run_wrk "$scenario" "$target" "$settle" >/dev/null || true; done
done
for scenario in $scenarios; do
  case $scenario in
    streams) concurrent_streams ;;
    ttft*) first_token "$scenario" ;;
    pace*) pace "$scenario" ;;
    chat | prompt32k | sse100 | anthropic | anthropic-sse100) throughput "$scenario" ;;
    *) say "unknown scenario: $scenario"; exit 64 ;;
  esac
done

code=0
dotnet "$bench" report "$results" || code=$?
if [ "$code" = 2 ] && [ -z "$check" ]; then code=0; fi
exit "$code"
