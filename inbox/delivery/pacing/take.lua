-- Takes permits for the calls that are wanted, out of all limits of one account at once (L-9).
--
-- KEYS, in one hash tag: 1 second, 2 hour, 3 replies, 4 live, 5 people, 6 burst, 7 count, 8 usage.
-- ARGV: 1 now in ms, or empty for this server's clock; 2 a JSON object:
--   limits {second, hour, replies, live, people}: how many, 0 for no limit
--   expected: the permits that the database knows of; fewer here means that some were lost
--   lasts: ms after which a call is over whatever happens
--   wanted: [[name, automated, surface, contact], ...] in order; surface is message,
--           private_reply, live_reply or public_reply
-- Answers {} when permits were lost, else {now, count, {name, ...}, {limit, ms, ...}}: what was
-- granted, then the limits that stood in the way of a wanted call and when each has room again.
--
-- A log holds a name for each call with the time of its end, or the latest end it can have while it
-- is under way: between permit and arrival it may be slow, and the platform counts arrivals. Spans
-- are closed: a call makes room a millisecond after them.

local asked = cjson.decode(ARGV[2])
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local count = tonumber(redis.call('GET', KEYS[7]) or '0')
if count < asked.expected then return {} end

local SECOND, HOUR, DAY = 1000, 3600000, 86400000
local limits, shut = asked.limits, {}  -- shut: limit -> ms
local logs = {
  second = {key = KEYS[1], limit = limits.second, span = SECOND},
  hour = {key = KEYS[2], limit = limits.hour, span = HOUR},
  replies = {key = KEYS[3], limit = limits.replies, span = HOUR},
  live = {key = KEYS[4], limit = limits.live, span = SECOND},
  people = {key = KEYS[5], limit = limits.people, span = DAY},
}
for _, log in pairs(logs) do
  redis.call('ZREMRANGEBYSCORE', log.key, '-inf', '(' .. (now - log.span))
end

-- Automated calls come evenly, so that a person's never waits for a whole second of them; and
-- further apart the nearer the platform says that its own limit is.
local per_second = limits.second
local gap, at_once = 0, 0
if per_second > 0 then
  gap = math.max(250, math.floor(1000 / per_second))
  at_once = math.max(1, math.floor(per_second * gap / 1000))
end
local usage = tonumber(redis.call('GET', KEYS[8]) or '0')
if usage >= 60 then
  gap = math.max(gap, math.floor(1000 * 2 ^ ((math.min(usage, 100) - 60) / 10)))
  at_once = 1
end
logs.burst = {key = KEYS[6], limit = at_once, span = gap}
redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - gap)  -- open: it is our own pace

-- The moment a log has room again, 0 when it has room now.
local function full_until(name, member)
  local log = logs[name]
  if log.limit == 0 then return 0 end
  if member and redis.call('ZSCORE', log.key, member) then return 0 end
  if redis.call('ZCARD', log.key) < log.limit then return 0 end
  local first = redis.call('ZRANGE', log.key, -log.limit, -log.limit, 'WITHSCORES')
  return tonumber(first[2]) + log.span + (name == 'burst' and 0 or 1)
end

local function has_room(name, member)
  local reopens = full_until(name, member)
  if reopens > 0 then shut[name] = reopens end
  return reopens == 0
end

local function note(name, member, at)
  redis.call('ZADD', logs[name].key, at, member)
  redis.call('PEXPIRE', logs[name].key, logs[name].span + asked.lasts + DAY)
end

local granted = {}
for _, call in ipairs(asked.wanted) do
  local name, automated, surface, contact = call[1], call[2], call[3], call[4]
  local needs = {surface == 'live_reply' and 'live' or 'second'}
  if automated and surface ~= 'live_reply' then needs[#needs + 1] = 'burst' end
  if automated and surface ~= 'public_reply' then
    needs[#needs + 1] = 'hour'
    needs[#needs + 1] = 'people'
  end
  if surface == 'private_reply' then needs[#needs + 1] = 'replies' end
  local free = true
  for _, need in ipairs(needs) do
    if not has_room(need, need == 'people' and contact or nil) then free = false end
  end
  if free then
    for _, need in ipairs(needs) do
      if need == 'burst' then note(need, name, now)
      elseif need ~= 'people' then note(need, name, now + asked.lasts) end
    end
    if surface ~= 'public_reply' then note('people', contact, now + asked.lasts) end
    granted[#granted + 1] = name
    count = count + 1
  end
end
if #granted > 0 then redis.call('SET', KEYS[7], count) end
local reopens = {}
for name, at in pairs(shut) do
  reopens[#reopens + 1] = name
  reopens[#reopens + 1] = at
end
return {now, count, granted, reopens}
