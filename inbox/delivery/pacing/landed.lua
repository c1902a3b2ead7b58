-- Notes that calls are over, so that their room is free again as early as can be.
-- KEYS: 1 second, 2 hour, 3 replies, 4 live. ARGV: 1 now in ms or empty for this server's clock,
-- then the names of the calls. A call that is in no log (any more) is left out.

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000) + 1
end
for _, key in ipairs(KEYS) do
  for place = 2, #ARGV do
    redis.call('ZADD', key, 'XX', 'LT', now, ARGV[place])
  end
end
return now
