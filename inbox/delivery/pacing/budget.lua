-- Takes one call out of the hour's calls that are no messages (L-5).
-- KEYS, in one hash tag: 1 log of calls, 2 usage.
-- ARGV: 1 now in ms or empty for this server's clock; 2 name of the call; 3 how many an hour, 0 for
-- no limit; 4 calls that the database knows of; 5 usage in percent that stops this call, 0: none.
-- Answers {now, 0} when it is taken, {now, -1} when calls were lost, else {now, ms when to ask}.

local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local HOUR, A_WHILE = 3600000, 60000
local limit, known, stops = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (now - HOUR))
local made = redis.call('ZCARD', KEYS[1])
if made < known then return {now, -1} end
if stops > 0 and tonumber(redis.call('GET', KEYS[2]) or '0') >= stops then
  return {now, now + A_WHILE}
end
if limit > 0 and made >= limit then
  local first = redis.call('ZRANGE', KEYS[1], -limit, -limit, 'WITHSCORES')
  return {now, tonumber(first[2]) + HOUR + 1}
end
redis.call('ZADD', KEYS[1], now, ARGV[2])
redis.call('PEXPIRE', KEYS[1], 2 * HOUR)
return {now, 0}
