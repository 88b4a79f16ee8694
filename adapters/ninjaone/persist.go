package ninjaone

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// call is one request: what it is for, and where it goes.
type call struct {
	name   string // closed set, also the label of metrics
	method string
	path   string
	query  url.Values
	body   []byte // JSON; nil for none
	page   int    // counted from 1; 0 where there are none
	once   bool   // never repeated: an authorization code is good once
	maxRow int    // bytes that a row may have where that is more than the limit; 0: the limit
}

// reader reads the body; nil where there is none.
func (cl call) reader() io.Reader {
	if cl.body == nil {
		return nil
	}
	return bytes.NewReader(cl.body)
}

// address is path and query. Spaces go as %20, as NinjaOne's documents have it;
// whether it takes "+" is not known.
func (cl call) address() string {
	if len(cl.query) == 0 {
		return cl.path
	}
	return cl.path + "?" + strings.ReplaceAll(cl.query.Encode(), "+", "%20")
}

// persist sends a request until it succeeds, or until to repeat it would be
// unsafe, useless or too long. send reports faults as *APIError; any other error
// ends it.
func (c *Client) persist(ctx context.Context, cl call, send func(context.Context) error) error {
	p := &patience{c: c, cl: cl, ends: c.cfg.Now().Add(c.cfg.Retry.Budget)}
	for {
		if err := p.wait(ctx, c.pace.reserve()); err != nil {
			return err
		}
		began := c.cfg.Now()
		err := send(ctx)
		if err == nil {
			c.pace.succeeded()
			return nil
		}
		if err = p.again(ctx, err, began); err != nil {
			return err
		}
	}
}

// result is the label of an outcome.
func result(err error) string {
	if err == nil {
		return "ok"
	}
	if k := KindOf(err); k != "" {
		return string(k)
	}
	return "other"
}

// patience counts what one request has already cost.
type patience struct {
	c    *Client
	cl   call
	ends time.Time
	sent int // how often it went out, rate limits not counted
	last *APIError
}

// attempts says how often a request may go out, by how it failed. A bad filter
// answers 500 for ever, so 500 gets one more try; a page in place of an answer may
// be gone in a moment.
func (p *patience) attempts(e *APIError) int {
	switch {
	case p.cl.once:
		return 1
	case e.Kind == KindUnreachable, e.Status == 502, e.Status == 503, e.Status == 504, e.Status == 408:
		return p.c.cfg.Retry.Attempts
	case e.Kind == KindNotJSON, e.Kind == KindTruncated:
		return min(3, p.c.cfg.Retry.Attempts)
	case e.Kind == KindServer:
		return min(2, p.c.cfg.Retry.Attempts)
	}
	return 1
}

// again decides whether the request goes out once more; it returns nil after the
// wait, or the error to give up with.
func (p *patience) again(ctx context.Context, err error, began time.Time) error {
	e, ok := errors.AsType[*APIError](err)
	if !ok || ctx.Err() != nil {
		return err
	}
	p.last = e
	var pause time.Duration
	var asked time.Duration
	switch {
	case p.cl.once:
		return err
	case e.Kind == KindRateLimited:
		asked = e.RetryAfter
		pause = p.c.pace.limited(began, e.RetryAfter)
		e.RetryAfter = pause
	default:
		if p.sent++; p.sent >= p.attempts(e) {
			return err
		}
		pause = p.backoff(e)
	}
	p.c.cfg.Metrics.Retry(p.cl.name, string(e.Kind))
	p.c.cfg.Log.LogAttrs(ctx, slog.LevelWarn, "NinjaOne request is repeated",
		slog.String("call", p.cl.name), slog.String("path", p.cl.path), slog.Int("page", p.cl.page),
		slog.String("reason", string(e.Kind)), slog.Int("status", e.Status), slog.Duration("pause", pause))
	if p.outlasts(ctx, pause) {
		return p.tooLong(pause)
	}
	p.c.cfg.Waiting(Wait{Call: p.cl.name, Kind: e.Kind, Asked: asked, For: pause})
	return p.wait(ctx, pause)
}

// Wait is a pause before a request goes out once more.
type Wait struct {
	Call string
	Kind Kind // how the request failed
	// Asked is how long NinjaOne asked for, by Retry-After; 0 where it didn't. For is a
	// little longer.
	Asked, For time.Duration
}

// backoff is the pause before a repetition: a second, doubling, spread by half.
func (p *patience) backoff(e *APIError) time.Duration {
	pause := time.Second << min(p.sent-1, 6)
	return max(e.RetryAfter, time.Duration(float64(pause)*(0.5+p.c.cfg.Jitter())))
}

// wait sleeps, unless the wait would outlast the budget or the context: then it
// gives up at once, so that a job can come back later.
func (p *patience) wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return context.Cause(ctx)
	}
	if p.outlasts(ctx, d) {
		return p.tooLong(d)
	}
	p.c.cfg.Metrics.Wait(p.cl.name, d)
	return p.c.cfg.Sleep(ctx, d)
}

// outlasts tells whether a wait goes beyond the budget or the context.
func (p *patience) outlasts(ctx context.Context, d time.Duration) bool {
	deadline, bounded := ctx.Deadline() // By the wall clock, whatever Now is.
	return p.c.cfg.Now().Add(d).After(p.ends) || (bounded && time.Until(deadline) < d)
}

// tooLong is the fault met last, or the rate limit of the whole client, with how
// long to wait.
func (p *patience) tooLong(d time.Duration) error {
	if p.last != nil {
		p.last.RetryAfter = d
		return p.last
	}
	return p.c.fault(p.cl, &APIError{Kind: KindRateLimited, RetryAfter: d})
}

// fault completes an error by call, page, place and hint.
func (c *Client) fault(cl call, e *APIError) *APIError {
	e.Call, e.Page, e.Method, e.Path = cl.name, cl.page, cl.method, cl.path
	if e.Kind == KindMissingScope && e.Scope == ScopeMonitoring && changes(cl.name) {
		e.Scope = ScopeManagement
	}
	if e.Kind == KindMissingScope && e.Status == http.StatusForbidden && slices.Contains(c.tokens.token().Scopes, e.Scope) {
		e.Kind, e.Scope = KindForbidden, ""
	}
	e.Hint = c.hint(e, cl.query.Has("df"))
	return e
}
