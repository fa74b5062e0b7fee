-- The file's first line is a Vault token, each other line the body of a request; they are sent in turn.
local requests, i = {}, 0
function init(args)
  for line in io.lines(args[1]) do
    if not wrk.headers["X-Vault-Token"] then
      wrk.headers["X-Vault-Token"] = line
      wrk.headers["Content-Type"] = "application/json"
    else
      requests[#requests + 1] = wrk.format("POST", nil, nil, line)
    end
  end
end

function request()
  i = i % #requests + 1
  return requests[i]
end
