// Package fault is the grammar and the schedule of the simulator's faults.
//
//	spec = name [ "=" argument ] { "," key "=" value }
//
// Keys, all optional:
//
//	route   only requests whose path matches, "*" stands for any part: /v2/queries/*
//	after   let so many matching requests pass first
//	times   fire so often, or "forever"
//	page    only at that page of a listing (the first request is page 1)
//	device  the device that a device fault concerns (default: the first)
//
// Examples:
//
//	html-rate-limit=200,times=3
//	cut-listing=3,route=/v2/devices-detailed
//	token-expire-after=5
package fault

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// The names of the faults.
const (
	HTMLRateLimit   = "html-rate-limit"        // argument 429 (default) or 200: an HTML page that speaks of a rate limit
	RetryAfter      = "retry-after"            // 429 with Retry-After: argument seconds (default 1) or "date"
	BadGateway      = "bad-gateway"            // nginx's 502 page
	Slow            = "slow"                   // argument: how long to wait (default 1s)
	TokenExpire     = "token-expire-after"     // argument: number of requests after which all access tokens are dead
	RefreshDead     = "refresh-dead"           // refresh tokens are refused
	RefreshKeep     = "refresh-no-rotation"    // a refresh gives no new refresh token, the old one goes on
	WrongRegion     = "wrong-region"           // the client is unknown: 404
	MissingScope    = "missing-scope"          // 403
	Truncated       = "truncated-json"         // the body ends in the middle; argument "abort": the connection too
	HTML            = "html-instead-of-json"   // 200 with a sign-in page
	DuplicatePage   = "duplicate-page"         // argument: the page (default 2) that repeats the one before
	MissingPage     = "missing-page"           // argument: the page (default 2) whose rows are left out
	EmptyListing    = "empty-listing"          // no rows at all
	CutListing      = "cut-listing"            // argument: the page (default 2) from which on the answer is 500
	UnknownClass    = "unknown-class"          // argument: a node class never heard of
	HugeDevice      = "huge-device"            // argument: bytes of a note (default 10 MiB)
	InvalidUTF8     = "invalid-utf8"           // a system name that isn't UTF-8
	NULBytes        = "nul-bytes"              // argument "escaped" (default) or "raw"
	UserContext     = "user-context-required"  // writes with client credentials: 403
	MustBeAdmin     = "must-be-admin"          // writes to users: 403
	OfflineRefused  = "offline-access-refused" // offline_access with client credentials: 400
	RevokedTokens   = "tokens-revoked"         // argument: number of requests after which access and refresh tokens are dead
	defaultHugeSize = 10 << 20
	forever         = -1
)

// kind says how a fault behaves when its spec is silent.
type kind struct {
	argument string // default argument
	times    int
	paged    bool // the argument is a page
	onward   bool // fires at that page and all later ones
	counted  bool // the argument is a number of requests to let pass
	route    string
}

var kinds = map[string]kind{
	HTMLRateLimit: {argument: "429", times: 1}, RetryAfter: {argument: "1", times: 1}, BadGateway: {times: 1},
	Slow: {argument: "1s", times: forever}, TokenExpire: {argument: "1", times: 1, counted: true},
	RevokedTokens: {argument: "1", times: 1, counted: true}, RefreshDead: {times: forever}, RefreshKeep: {times: forever},
	WrongRegion: {times: forever}, MissingScope: {times: forever}, Truncated: {times: 1}, HTML: {times: 1},
	DuplicatePage: {argument: "2", times: 1, paged: true, route: listings}, MissingPage: {argument: "2", times: 1, paged: true, route: listings},
	EmptyListing: {times: 1, route: listings}, CutListing: {argument: "2", times: forever, paged: true, onward: true, route: listings},
	UnknownClass: {argument: "QUANTUM_TOASTER", times: forever}, HugeDevice: {argument: strconv.Itoa(defaultHugeSize), times: forever},
	InvalidUTF8: {times: forever}, NULBytes: {argument: "escaped", times: forever}, UserContext: {times: forever},
	MustBeAdmin: {times: forever}, OfflineRefused: {times: forever},
}

// listings is where listing faults strike unless a route is given.
const listings = "/v2/devices*"

// Names lists the faults that there are.
func Names() []string {
	out := make([]string, 0, len(kinds))
	for n := range kinds {
		out = append(out, n)
	}
	return out
}

// Fault is an armed fault.
type Fault struct {
	Name, Argument, Route string
	After, Times, Page    int
	Device                int
	Spec                  string
	kind                  kind
	seen, page            int
}

// Parse reads a spec.
func Parse(spec string) (*Fault, error) {
	head, rest, _ := strings.Cut(strings.TrimSpace(spec), ",")
	name, arg, given := strings.Cut(head, "=")
	k, ok := kinds[name]
	if !ok {
		return nil, fmt.Errorf("fault %q: unknown name", name)
	}
	if !given {
		arg = k.argument
	}
	f := &Fault{Name: name, Argument: arg, Route: k.route, Times: k.times, Spec: spec, kind: k}
	for rest != "" {
		var part string
		part, rest, _ = strings.Cut(rest, ",")
		if err := f.key(part); err != nil {
			return nil, fmt.Errorf("fault %q: %w", spec, err)
		}
	}
	if err := f.check(); err != nil {
		return nil, fmt.Errorf("fault %q: %w", spec, err)
	}
	return f, nil
}

// key reads one of the keys that follow the name.
func (f *Fault) key(part string) (err error) {
	key, value, _ := strings.Cut(part, "=")
	switch key {
	case "route":
		f.Route = value
	case "after":
		f.After, err = count(value)
	case "page":
		f.Page, err = count(value)
	case "device":
		f.Device, err = count(value)
	case "times":
		if value == "forever" {
			f.Times = forever
			return nil
		}
		f.Times, err = count(value)
	default:
		return fmt.Errorf("unknown key %q", key)
	}
	return err
}

// count reads a number from 0.
func count(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, fmt.Errorf("%q is not a number from 0", s)
	}
	return n, nil
}

// check reads the argument, so that a wrong one is refused when armed.
func (f *Fault) check() (err error) {
	switch {
	case f.kind.paged:
		f.Page, err = count(f.Argument)
	case f.kind.counted:
		f.After, err = count(f.Argument)
	case f.Name == Slow:
		_, err = time.ParseDuration(f.Argument)
	case f.Name == HugeDevice:
		_, err = count(f.Argument)
	case f.Name == HTMLRateLimit && f.Argument != "429" && f.Argument != "200":
		err = fmt.Errorf("%q is neither 429 nor 200", f.Argument)
	case f.Name == RetryAfter && f.Argument != "date":
		_, err = count(f.Argument)
	case f.Name == Truncated && f.Argument != "" && f.Argument != "abort":
		err = fmt.Errorf("%q is not abort", f.Argument)
	case f.Name == NULBytes && f.Argument != "escaped" && f.Argument != "raw":
		err = fmt.Errorf("%q is neither escaped nor raw", f.Argument)
	}
	return err
}
