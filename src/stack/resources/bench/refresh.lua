-- Refreshes as assistants do: each refresh token is used once, and the one of the answer later in its place.
-- The argument is a file: the Authorization header, then a refresh token a line. The tokens to go on with are written back
-- to it; those whose answers the end of the run cut off are left out.
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function init(args)
  path = args[1]
  local lines = io.lines(path)
  wrk.method = "POST"
  wrk.headers["Authorization"] = lines()
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  tokens, first, last = {}, 1, 0
  for token in lines do
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
  local file = io.open(thread:get("path"), "r")
  local lines = { file:read("*l") }
  file:close()
  for i = from, to do
    lines[#lines + 1] = all[i]
  end
  file = io.open(thread:get("path"), "w")
  file:write(table.concat(lines, "\n"), "\n")
  file:close()
end
