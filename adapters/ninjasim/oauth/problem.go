package oauth

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Problem is an error answer of the authentication layer.
type Problem struct {
	Status int
	Body   string // JSON, byte for byte
}

// The errors that were captured from the real service.
var (
	MissingHeader    = &Problem{400, `{"error":"missing_header","error_description":"Missing required header","error_code":2}`}
	InvalidHeader    = &Problem{400, `{"error":"invalid_header","error_description":"Invalid 'Authorization' header","error_code":1}`}
	NotAuthenticated = &Problem{401, `{"error":"not_authenticated","error_description":"Invalid credentials","error_code":10}`}
	DeadRefresh      = &Problem{400, `{"error":"invalid_token"}`}
)

// Errors whose names are known and whose exact bodies are not.
var (
	InvalidGrant     = &Problem{400, `{"error":"invalid_grant"}`}
	InvalidClient    = &Problem{400, `{"error":"invalid_client"}`}
	Unauthorized     = &Problem{400, `{"error":"unauthorized_client"}`}
	InvalidScope     = &Problem{400, `{"error":"invalid_scope"}`}
	InvalidRequest   = &Problem{400, `{"error":"invalid_request"}`}
	UnsupportedGrant = &Problem{400, `{"error":"unsupported_grant_type"}`}
)

// Incident makes the id that application errors carry; the last part differs
// from one to the next.
func Incident(unix int64, n uint64) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	tail := make([]byte, 8)
	for i := range tail {
		n = n*6364136223846793005 + 1442695040888963407
		tail[i] = letters[n>>33%26]
	}
	return "WEB_MGMT_SERVICE-2a-" + strconv.FormatInt(unix, 10) + "-" + string(tail)
}

// UnknownClient is the answer for a client id that this host doesn't know,
// also when it is right and the region is wrong.
func UnknownClient(incident string) *Problem {
	return &Problem{404, fmt.Sprintf(`{"resultCode":"Client app not exist","incidentId":"%s"}`, incident)}
}

// Failure is an application error.
func Failure(status int, message, incident string) *Problem {
	return &Problem{status, fmt.Sprintf(`{"resultCode":"FAILURE","errorMessage":"%s","incidentId":"%s"}`, message, incident)}
}

// Write sends the problem. The connection's loss is no concern of ours.
func (p *Problem) Write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.Status)
	_, _ = io.WriteString(w, p.Body)
}
