-- Sends one request for each line of a file, in turn, round and round from some line on.
-- Its arguments stand in the environment, since everyone may read a command line.
local requests, next_one = {}, 0

function init()
  local method = os.getenv("BENCH_METHOD")
  local name, value = os.getenv("BENCH_HEADER"):match("^([^:]+): (.*)$")
  if name then
    wrk.headers[name] = value
  end
  if method ~= "GET" then
    wrk.headers["Content-Type"] = os.getenv("BENCH_TYPE")
  end
  for line in io.lines(os.getenv("BENCH_LINES")) do
    if method == "GET" then
      requests[#requests + 1] = wrk.format(method, line)
    else
      requests[#requests + 1] = wrk.format(method, nil, nil, line)
    end
  end
  next_one = tonumber(os.getenv("BENCH_START")) % #requests
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
