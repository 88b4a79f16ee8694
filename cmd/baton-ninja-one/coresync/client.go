package coresync

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"
)

// ref names a thing of Coresync's.
type ref struct{ ID, Name string }

// page is a page of a list.
type page[T any] struct {
	Items []T
	Next  string `json:"next_cursor"`
}

// answerLimit is more than any page has.
const answerLimit = 64 << 20

// every reads all pages of a list.
func every[T any](ctx context.Context, t *Tenant, path string, query url.Values) (all []T, err error) {
	query.Set("limit", "500")
	for {
		var p page[T]
		if err := t.get(ctx, path, query, &p); err != nil {
			return nil, err
		}
		all = append(all, p.Items...)
		if p.Next == "" {
			return all, nil
		}
		query.Set("cursor", p.Next)
	}
}

func (t *Tenant) get(ctx context.Context, path string, query url.Values, into any) error {
	if len(query) > 0 {
		path += "?" + query.Encode()
	}
	return t.do(ctx, http.MethodGet, path, nil, into)
}

// do asks Coresync. Its refusals become statuses that carry what it advises.
func (t *Tenant) do(ctx context.Context, method, path string, body, into any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, t.base+"/api/v1"+path, sent)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+t.token)
	r.Header.Set("User-Agent", "baton-ninja-one")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	what := method + " " + r.URL.Path
	answer, err := t.client.Do(r)
	if err != nil {
		if ctx.Err() != nil {
			return grpcstatus.FromContextError(ctx.Err()).Err()
		}
		return grpcstatus.Errorf(codes.Unavailable, "%s: Coresync can't be reached: %v", what, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	text, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return grpcstatus.Errorf(codes.Unavailable, "%s: the answer broke off: %v", what, err)
	}
	if answer.StatusCode/100 != 2 {
		return refusal(what, answer.StatusCode, text)
	}
	if err := json.Unmarshal(text, into); err != nil {
		return grpcstatus.Errorf(codes.Internal, "%s: the answer is not Coresync's: %v", what, err)
	}
	return nil
}

// kinds says what an answer means to ConductorOne. Unavailable is tried again; all
// else is shown to a person.
var kinds = map[int]codes.Code{
	http.StatusBadRequest:          codes.InvalidArgument,
	http.StatusUnprocessableEntity: codes.InvalidArgument,
	http.StatusUnauthorized:        codes.Unauthenticated,
	http.StatusForbidden:           codes.PermissionDenied,
	http.StatusNotFound:            codes.NotFound,
	http.StatusConflict:            codes.FailedPrecondition,
	http.StatusTooManyRequests:     codes.Unavailable,
}

// refusal reads a problem document.
func refusal(what string, code int, text []byte) error {
	kind, known := kinds[code]
	switch {
	case code >= http.StatusInternalServerError:
		kind = codes.Unavailable
	case !known:
		kind = codes.Internal
	}
	var problem struct {
		Title, Detail, Permission string
		Errors                    []struct{ Field, Parameter, Detail string }
	}
	if json.Unmarshal(text, &problem) != nil || problem.Title == "" {
		return grpcstatus.Errorf(kind, "%s: HTTP %d, and not from Coresync; look at coresync-url", what, code)
	}
	told := []string{problem.Title, problem.Detail}
	if problem.Permission != "" {
		told = append(told, fmt.Sprintf("The token lacks %s.", problem.Permission))
	}
	for _, fault := range problem.Errors {
		told = append(told, strings.TrimSpace(fault.Field+fault.Parameter+": "+fault.Detail))
	}
	return grpcstatus.Errorf(kind, "%s: %s", what, strings.Join(told, " "))
}
