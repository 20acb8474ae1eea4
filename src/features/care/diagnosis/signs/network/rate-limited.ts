import type { Signs } from "../sign.ts";

/** How services say that they asked too often. */
export const RATE_LIMITED: Signs = {
  category: "rate_limited",
  why: "the other side limits how often it may be asked",
  sure: `
    429 too many requests
    too many requests
    toomanyrequests
    too_many_requests
    error 429
    status 429
    status code 429
    status: 429
    status=429
    status code: 429
    statuscode: 429
    "status":429
    code 429
    http 429
    http/1.1 429
    http/2 429
    (429)
    [429]
    rate limit exceeded
    rate limit reached
    rate limit hit
    rate limited
    rate-limited
    ratelimited
    ratelimit exceeded
    rate_limit_exceeded
    rate_limit_error
    ratelimiterror
    ratelimitexceeded
    ratelimitexception
    exceeded * rate limit
    exceeds * rate limit
    reached your * rate limit
    pull rate limit
    hit your * limit
    secondary rate limit
    api rate limit
    exceeded your current quota
    insufficient_quota
    quota has been exceeded
    quotaexceeded
    resource_exhausted
    resource has been exhausted
    dailylimitexceeded
    userratelimitexceeded
    too many certificates
    too many failed authorizations
    too many new orders
    too many registrations
    too many currently pending authorizations
    throttlingexception
    throttled by
    request was throttled
    requests were throttled
    being throttled
    flood_wait
    floodwait
    retry after * seconds
    flood control
    retry in * seconds * flood
    retryafter
    rate limit error
    ratelimit
    quota * exhausted
    quota exhausted
    exceeded your quota
    exceeded the quota
    exceeded quota for
    daily quota
    exceeded * per minute
    exceeded * per day
    exceeded * per hour
    requests limit
    request limit reached
    api limit reached
    limit reached for
    maximum number of requests
    max number of requests
    too many attempts
    too many failed attempts
    too many login attempts
    try again later * too many
    please slow down
    slow_down
    credit balance is too low
    over quota
    overquota
    temporarily banned
    ip has been blocked
    request throttled
    rate exceeded
    limit * requests per
    quota used up
    quota is used up
    used up * quota
    quota has been used
    quota has been reached
    quota reached
    too many visits
    too many calls
    call limit
    calls per
    error code: 1015
    being rate limited
    request allowed in
    retry allowed
    limit * tokens per
    error:ratelimited
  `,
  likely: `
    quota exceeded
    slow down
    slowdown
    retry-after
    rate limits
    rate-limits
    rate limiting
    rate-limiting
    rate limit for
    requests per minute
    requests per day
    requests per min
    tokens per min
    throttling
    too many attempts
    too many login attempts
    code: 429
    rate limit
    throttled
    usage limit reached
    request limit
    too many connections from your
    overloaded_error
    limit exceeded * requests
    requests * limit exceeded
    throttle
    too often
    too frequently
    daily limit
    monthly limit
    hourly limit
    usage limit
    over the limit
    number of requests
    temporarily blocked
    backing off
    per minute
    per hour
    per day
    cool down
    cooldown
  `,
  hint: `
    429
    ratelimit
    backing off
  `,
  unless: `
    429 ms
    rate limit enabled
    rate limiting enabled
    rate limiting is enabled
    without rate limit
    rate limit disabled
    disk quota
    retries per request
    max retries
    rate limit: off
    number of requests:
    disk
  `,
};
