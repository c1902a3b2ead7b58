-- All limits of one account, taken together or not at all (L-1, L-2, L-9).
-- KEYS: 1 calls of the last second, 2 automated messages of the last hour. One hash tag.
-- ARGV: 1 now (ms), 2 name of this permit, 3 calls a second, 4 automated messages an hour
--       (0: no limit), 5 whether this message counts as automated (1 or 0).
-- Answers 0 when the permit is taken, else the moment (ms) before which asking again is useless.
-- Times in the future, left by a machine whose clock is ahead, stay and count: slower, not faster.

local now, name = tonumber(ARGV[1]), ARGV[2]
local SECOND, HOUR = 1000, 3600 * 1000

-- The moment a rolling log has room again, or 0 when it has room now.
local function full_until(key, limit, span)
  if limit == 0 then return 0 end
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - span)
  if redis.call('ZCARD', key) < limit then return 0 end
  local first = redis.call('ZRANGE', key, -limit, -limit, 'WITHSCORES')
  return tonumber(first[2]) + span
end

local function take(key, limit, span)
  if limit == 0 then return end
  redis.call('ZADD', key, now, name)
  redis.call('PEXPIRE', key, span * 2)
end

local per_second, per_hour = tonumber(ARGV[3]), tonumber(ARGV[4])
if ARGV[5] == '0' then per_hour = 0 end

-- A further limit (tier, warm-up, private replies, a hold the platform asked for) is one more
-- line here and one more below.
local not_before = math.max(
  full_until(KEYS[1], per_second, SECOND),
  full_until(KEYS[2], per_hour, HOUR)
)
if not_before > 0 then return not_before end

take(KEYS[1], per_second, SECOND)
take(KEYS[2], per_hour, HOUR)
return 0
