#!/usr/bin/env bash
# Compiles the gateway against a newer StackExchange.Redis than the one it ships with, so that raising the version stays a matter of
# one line (StackExchangeRedisVersion in Directory.Packages.props). It only compiles: a feed may lack what that version needs to run.
#
#   tests/redis-client.sh [VERSION]     default 2.13.23
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
version="${1:-2.13.23}"
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NUGET_XMLDOC_MODE=skip MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0

# Output of its own: what was restored for the pinned version stays as it is.
dotnet build "$root/src/AiGateway/AiGateway.csproj" --artifacts-path "$scratch" --verbosity quiet \
  -p:StackExchangeRedisVersion="$version" -p:CompileAgainstNewerRedisClient=true -p:RunAnalyzers=false

# A build that quietly took the pinned version would prove nothing.
if ! grep -q "\"StackExchange.Redis/$version\"" "$scratch"/obj/AiGateway/project.assets.json; then
  echo "tests/redis-client.sh: the build did not use StackExchange.Redis $version." >&2
  exit 1
fi

echo "The gateway compiles against StackExchange.Redis $version."
