-- As replay.lua, for requests of many items: an answer of 200 may tell of items that failed.
dofile(debug.getinfo(1, "S").source:match("^@?(.*/)") .. "replay.lua")

failed_items = 0
local threads = {}

function setup(thread)
  threads[#threads + 1] = thread
end

function response(status, headers, body)
  if status == 200 then
    local _, failed = body:gsub('"problem":{', "")
    failed_items = failed_items + failed
  end
end

function done()
  for _, thread in ipairs(threads) do
    io.write("Failed items: ", thread:get("failed_items"), "\n")
  end
end
