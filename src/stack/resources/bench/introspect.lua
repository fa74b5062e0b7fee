-- Introspects one token after the other, round and round.
-- The argument is a file: the Authorization header, then a token a line. Not arguments themselves: everyone may read those.
local requests, next_one = {}, 0

function init(args)
  local lines = io.lines(args[1])
  wrk.method = "POST"
  wrk.headers["Authorization"] = lines()
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  for token in lines do
    requests[#requests + 1] = wrk.format(nil, nil, nil, "token=" .. token)
  end
end

function request()
  next_one = next_one % #requests + 1
  return requests[next_one]
end
