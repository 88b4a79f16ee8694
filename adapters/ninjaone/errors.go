package ninjaone

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrNotConnected matches, by errors.Is, every error that says that nobody has
// authorised the connection yet. Its text is the one of TRB-01.
var ErrNotConnected = errors.New("NinjaOne not connected")

// ErrReconnectRequired matches, by errors.Is, every error that only a person can
// mend, by authorising the connection again (REC-01).
var ErrReconnectRequired = errors.New("NinjaOne must be connected again")

// APIError is a call that NinjaOne refused or that got no usable answer. Its text
// holds no secret, and of the answer only what was cleaned and shortened.
type APIError struct {
	// Call names what was being done: "list devices", "get token".
	Call string
	// Page is the number of the page, counted from 1; 0 where there are none.
	Page int
	// Method and Path say where, without the query.
	Method, Path string
	// Status is the HTTP status; 0 where no answer came.
	Status int
	// Code is what NinjaOne calls the fault ("invalid_client", "FAILURE").
	Code string
	// Detail is what more NinjaOne said about it.
	Detail string
	// Incident and Request are NinjaOne's numbers of the fault and of the request,
	// for its support.
	Incident, Request string
	// Kind is what the fault comes down to.
	Kind Kind
	// Scope is the scope that is probably missing, for KindMissingScope.
	Scope string
	// Hint is the likely cause and what to do now.
	Hint string
	// RetryAfter is how long NinjaOne asked to wait; 0 where it didn't.
	RetryAfter time.Duration
	// Err is the cause, where it is an error of this machine.
	Err error
}

// Error says call, page, place, fault, code, incident and what to do.
func (e *APIError) Error() string {
	var b strings.Builder
	b.WriteString(e.Call)
	if e.Page > 0 {
		fmt.Fprintf(&b, ", page %d", e.Page)
	}
	if e.Path != "" {
		fmt.Fprintf(&b, ": %s %s", e.Method, e.Path)
	}
	b.WriteString(": " + e.Kind.summary())
	if said := e.said(); said != "" {
		b.WriteString(" (" + said + ")")
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Hint != "" {
		b.WriteString(": " + e.Hint)
	}
	return b.String()
}

// said is what the answer itself said, in brackets: status, code, detail,
// incident.
func (e *APIError) said() string {
	var parts []string
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("HTTP %d", e.Status))
	}
	if e.Code != "" {
		parts = append(parts, e.Code)
	}
	if e.Detail != "" && e.Detail != e.Code {
		parts = append(parts, e.Detail)
	}
	if e.Incident != "" {
		parts = append(parts, "incident "+e.Incident)
	} else if e.Request != "" {
		parts = append(parts, "request "+e.Request)
	}
	return strings.Join(parts, ", ")
}

// Unwrap gives the cause on this machine, a context's end for example.
func (e *APIError) Unwrap() error { return e.Err }

// Is lets errors.Is find [ErrNotConnected] and [ErrReconnectRequired].
func (e *APIError) Is(target error) bool {
	switch target {
	case ErrNotConnected:
		return e.Kind == KindNotConnected
	case ErrReconnectRequired:
		return e.Kind == KindReconnectRequired
	}
	return false
}

// KindOf returns the kind of the [*APIError] in an error, or "" if there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*APIError](err); ok {
		return e.Kind
	}
	return ""
}

// PageRepeatedError ends a listing whose pages don't advance: the same rows came
// again although the next page was asked for. Without it a listing could go on
// for ever, or pass off a part of the fleet as the whole.
type PageRepeatedError struct {
	// Call names the listing, Page the page counted from 1 that came again.
	Call string
	Page int
	// After is the position that the page was asked for.
	After string
}

// Error says which page came again and what that means.
func (e *PageRepeatedError) Error() string {
	return fmt.Sprintf("%s, page %d: asked for what follows %s, got rows that came before: the listing does not advance and was stopped; nothing can be said about rows that did not come. Try again later",
		e.Call, e.Page, e.After)
}

// EndlessListingError ends a listing that had more pages than
// [Limits.MaxPages].
type EndlessListingError struct {
	Call  string
	Pages int
}

// Error says how many pages were read.
func (e *EndlessListingError) Error() string {
	return fmt.Sprintf("%s: still not at its end after %d pages: the listing was stopped", e.Call, e.Pages)
}
