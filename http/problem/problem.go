// Package problem is the shape of every error that the API answers: an RFC 9457
// problem document with a stable code.
package problem

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// ContentType is the media type of a problem document (RFC 9457 §3).
const ContentType = "application/problem+json"

// typePrefix makes a type URI of a code; it identifies and is not to be fetched.
const typePrefix = "urn:coresync:problem:"

// Problem is one problem document.
type Problem struct {
	Type   string `json:"type"`
	Code   string `json:"code"`   // stable, for programs
	Title  string `json:"title"`  // the kind of problem, the same for each of its code
	Status int    `json:"status"` // as in the status line
	Detail string `json:"detail"` // what to do now, in this case
	// RequestID finds the request in the log.
	RequestID string `json:"request_id"`
	// Permission is the one that is missing, where one is.
	Permission string `json:"permission,omitempty"`
	// Errors lists every fault of the input.
	Errors []Fault `json:"errors,omitempty"`

	// RetryAfter becomes the header Retry-After, in whole seconds, rounded up.
	RetryAfter time.Duration `json:"-"`
}

// Fault is one wrong member or parameter: exactly one of Pointer, Parameter and
// Place is filled.
type Fault struct {
	Pointer   string `json:"pointer,omitempty"`   // RFC 6901, into the body
	Parameter string `json:"parameter,omitempty"` // name of a parameter or header
	Place     string `json:"place,omitempty"`     // in a file, such as "line 3"
	Code      string `json:"code"`
	Detail    string `json:"detail"`
}

// Write answers with the problem. It must be called before anything else is written.
func (p Problem) Write(w http.ResponseWriter) error {
	p.Type = typePrefix + p.Code
	h := w.Header()
	h.Set("Content-Type", ContentType)
	h.Set("Cache-Control", "no-store")
	h.Del("Content-Encoding")
	h.Del("ETag")
	p.SetRetryAfter(h)
	w.WriteHeader(p.Status)
	return json.NewEncoder(w).Encode(p)
}

// SetRetryAfter sets the header Retry-After, where it makes sense to try again.
func (p Problem) SetRetryAfter(h http.Header) {
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.FormatInt(int64((p.RetryAfter+time.Second-1)/time.Second), 10))
	}
}
