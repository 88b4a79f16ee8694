package domain

import (
	"errors"
	"time"
)

// Code is the kind of an error: a closed set, so that every edge (HTTP, command
// line) can map it once.
type Code string

// The kinds of error. Every error that is not an *Error is CodeInternal.
const (
	CodeInvalid      Code = "invalid"      // the input is wrong; Fields says where
	CodeNotFound     Code = "not_found"    // there is no such thing, or not for this tenant
	CodeConflict     Code = "conflict"     // the state does not allow it, or somebody else was faster
	CodeStale        Code = "stale"        // what the caller holds belongs to an older epoch or generation
	CodeDegraded     Code = "degraded"     // an answer would be incomplete
	CodeUnavailable  Code = "unavailable"  // later it may work; see RetryAfter
	CodeUnauthorized Code = "unauthorized" // who is it?
	CodeForbidden    Code = "forbidden"    // known, but not allowed
	CodeInternal     Code = "internal"     // our fault; the text stays inside
)

// Error is an error that a person may read: Message says what to do now and holds
// no secret, no personal data and nothing from a driver.
type Error struct {
	Code Code
	// Reason is a stable finer code within Code, such as "connection_removed"; empty: Code says it all.
	Reason  string
	Message string
	// Fields lists every fault of the input, not only the first.
	Fields []Fault
	// RetryAfter is when it is worth trying again; zero: not stated.
	RetryAfter time.Duration
	// Cause is for the log alone.
	Cause error
}

// Fault is one wrong member of an input.
type Fault struct {
	// Pointer is an RFC 6901 JSON pointer into the body ("/rows/3/customer"), or
	// the name of a parameter ("?limit"), or a place in a file ("line 12, email").
	Pointer string
	// Code is stable, such as "required" or "unknown_zone".
	Code    string
	Message string
}

// Error joins what was asked of the person with the cause.
func (e *Error) Error() string {
	text := e.Message
	if text == "" {
		text = string(e.Code)
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Cause }

// ErrorCode is the kind of any error; nil has none.
func ErrorCode(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}

// NotFound says that there is no such thing; what is a noun such as "asset".
func NotFound(what string) *Error {
	return &Error{
		Code:    CodeNotFound,
		Reason:  what + "_not_found",
		Message: "There is no such " + what + ". It may have been removed, or belong to another workspace.",
	}
}

// Invalid lists the faults of an input; nil when there are none.
func Invalid(faults []Fault) error {
	if len(faults) == 0 {
		return nil
	}
	return &Error{Code: CodeInvalid, Message: "Correct what is listed and send it again.", Fields: faults}
}
