-- One POST, over and over. What to post comes by environment: BENCH_BODY (a file), BENCH_KEY (may be empty).
-- There is no response() callback on purpose: with one, wrk spends its time in Lua.

function init(_)
  local file = assert(io.open(os.getenv("BENCH_BODY"), "rb"))
  local headers = { ["Content-Type"] = "application/json" }
  local key = os.getenv("BENCH_KEY")
  if key and key ~= "" then
    headers["Authorization"] = "Bearer " .. key
  end
  -- Without the version an Anthropic upstream would refuse; everyone else ignores it.
  headers["anthropic-version"] = "2023-06-01"
  message = wrk.format("POST", nil, headers, file:read("*a"))
  file:close()
end

function request()
  return message
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("RESULT %d %.6f %.1f %.1f %d\n",
    summary.requests, summary.duration / 1e6,
    latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
