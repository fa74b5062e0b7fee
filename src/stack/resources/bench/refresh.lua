-- Refreshes as assistants do: each refresh token is used once, and the one of the answer later in its place.
-- A file has a refresh token a line. The tokens to go on with are written back to it; those whose answers the end of the
-- run cut off are left out. Arguments stand in the environment, since everyone may read a command line.
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init()
  path = os.getenv("BENCH_LINES")
  local name, value = os.getenv("BENCH_HEADER"):match("^([^:]+): (.*)$")
  wrk.method = "POST"
  wrk.headers[name] = value
  wrk.headers["Content-Type"] = os.getenv("BENCH_TYPE")
  tokens, first, last = {}, 1, 0
  for token in io.lines(path) do
    last = last + 1
    tokens[last] = token
  end
end

function request()
  if first > last then
    error("no refresh token left: too few for so many connections")
  end
  local token = tokens[first]
  tokens[first] = nil
  first = first + 1
  return wrk.format(nil, nil, nil, "grant_type=refresh_token&refresh_token=" .. token)
end

function response(status, headers, body)
  local token = status == 200 and body:match('"refresh_token"%s*:%s*"([^"]+)"')
  if token then
    last = last + 1
    tokens[last] = token
  end
end

function done()
  -- this runs apart from the threads, each of which has its own world
  local thread = threads[1]
  local all, from, to = thread:get("tokens"), thread:get("first"), thread:get("last")
  local lines = {}
  for i = from, to do
    lines[#lines + 1] = all[i]
  end
  local file = io.open(thread:get("path"), "w")
  file:write(table.concat(lines, "\n"), "\n")
  file:close()
end
