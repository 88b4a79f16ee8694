package scim

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"coresync/http/problem"
)

// ContentType is the media type of SCIM (RFC 7644 §8.1).
const ContentType = "application/scim+json"

// Fault is an error in SCIM's form (RFC 7644 §3.12).
type Fault struct {
	Status int
	Type   string // scimType; empty: the status says it all
	Detail string
}

// Error implements error.
func (f *Fault) Error() string { return f.Detail }

func invalid(kind, detail string) error {
	return &Fault{Status: http.StatusBadRequest, Type: kind, Detail: detail}
}

func unsupported(detail string) error {
	return &Fault{Status: http.StatusNotImplemented, Detail: detail}
}

func notFound(what, id string) error {
	return &Fault{Status: http.StatusNotFound, Detail: what + " " + id + " is not found."}
}

// FaultOf makes a problem of ours known to SCIM's clients.
func FaultOf(p problem.Problem) *Fault {
	f := &Fault{Status: p.Status, Detail: p.Detail}
	switch {
	case p.Code == "account_exists":
		f.Type = "uniqueness"
	case p.Status == http.StatusBadRequest:
		f.Type = "invalidValue"
	}
	var more []string
	for _, e := range p.Errors {
		more = append(more, strings.TrimPrefix(e.Pointer, "/")+": "+e.Detail)
	}
	if len(more) > 0 {
		f.Detail = strings.TrimSpace(f.Detail + " " + strings.Join(more, "; "))
	}
	return f
}

// Write answers with the fault. It must be called before anything else is written.
func (f *Fault) Write(w http.ResponseWriter) error {
	body := map[string]any{
		"schemas": []string{"urn:ietf:params:scim:api:messages:2.0:Error"},
		"status":  strconv.Itoa(f.Status), "detail": f.Detail,
	}
	if f.Type != "" {
		body["scimType"] = f.Type
	}
	w.Header().Set("Content-Type", ContentType)
	w.Header().Del("ETag")
	w.WriteHeader(f.Status)
	return json.NewEncoder(w).Encode(body)
}
