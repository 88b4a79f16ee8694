package ninjasim

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"coresync/adapters/ninjasim/fault"
)

// slowed waits as the fault "slow" says; it says true when the client has gone.
func (c *call) slowed() bool {
	arg, ok := c.fired[fault.Slow]
	if !ok {
		return false
	}
	d, err := time.ParseDuration(arg)
	return err == nil && !c.wait(d)
}

// strikeBefore plays the faults that come before authentication; it says true
// when the answer has been given.
func (c *call) strikeBefore() bool {
	if _, ok := c.fired[fault.TokenExpire]; ok {
		c.oauth.ExpireAll()
	}
	if _, ok := c.fired[fault.RevokedTokens]; ok {
		c.oauth.RevokeAll()
	}
	if arg, ok := c.fired[fault.HTMLRateLimit]; ok {
		status := http.StatusTooManyRequests
		if arg == "200" {
			status = http.StatusOK
		}
		htmlRateLimit(c.w, status)
		return true
	}
	if arg, ok := c.fired[fault.RetryAfter]; ok {
		c.retryAfter(arg)
		return true
	}
	if _, ok := c.fired[fault.BadGateway]; ok {
		html(c.w, http.StatusBadGateway, badGatewayPage)
		return true
	}
	if _, ok := c.fired[fault.HTML]; ok {
		html(c.w, http.StatusOK, signInPage)
		return true
	}
	return false
}

// retryAfter answers 429 with the header in one of its two forms.
func (c *call) retryAfter(arg string) {
	if arg == "date" {
		arg = c.cfg.Clock().Add(time.Second).UTC().Format(http.TimeFormat)
	}
	c.w.Header().Set("Retry-After", arg)
	c.w.Header().Set("Content-Type", "application/json")
	c.w.WriteHeader(http.StatusTooManyRequests)
	_, _ = io.WriteString(c.w, `{"resultCode":"FAILURE","errorMessage":"Too many requests","incidentId":"`+c.incident()+`"}`)
}

// truncate sends the first part of a body: as if it were whole, or with the
// length of the whole and a broken connection.
func (c *call) truncate(body []byte, abort bool) {
	part := body[:len(body)*3/5]
	if abort {
		c.w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	_, _ = c.w.Write(part)
	if abort {
		panic(http.ErrAbortHandler)
	}
}

const rateLimitPage = `<!DOCTYPE html>
<html><head><title>Request limit exceeded</title></head>
<body><h1>Too many requests</h1><p>Rate limit reached. Please try again later.</p></body></html>
`

const badGatewayPage = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"

const signInPage = `<!DOCTYPE html>
<html><head><title>Sign in</title></head><body><div id="app"></div><script src="/main.js"></script></body></html>
`

// htmlRateLimit is how NinjaOne was seen to limit: a page, not always a 429.
func htmlRateLimit(w http.ResponseWriter, status int) { html(w, status, rateLimitPage) }

// html answers with a page where a client expects JSON.
func html(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "text/html; charset=UTF-8")
	w.WriteHeader(status)
	_, _ = io.WriteString(w, body)
}
