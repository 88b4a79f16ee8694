package coresync

import (
	"bytes"
	"cmp"
	"compress/flate"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"

	"coresync/cmd/baton-ninja-one/tenant"
)

// event is an event of Coresync's log about an account or a role.
type event struct {
	Position   int64
	Stream     string
	Type       string
	OccurredAt time.Time `json:"occurred_at"`
	Payload    payload
}

// payload is what the feed reads of the events.
type payload struct {
	Connection string
	UserID     int64 `json:"user_id"`
	RoleID     int64 `json:"role_id"`
	Role       roleSeen
}

// UnmarshalJSON reads a payload; a role of many members stands in it packed.
func (p *payload) UnmarshalJSON(raw []byte) error {
	type plain payload
	if err := json.Unmarshal(raw, (*plain)(p)); err != nil {
		return err
	}
	var packed struct {
		Role []byte `json:"role_deflated"`
	}
	if err := json.Unmarshal(raw, &packed); err != nil || packed.Role == nil {
		return err
	}
	role, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed.Role)), longestRole))
	if err != nil {
		return fmt.Errorf("inflate role %d: %w", p.RoleID, err)
	}
	return json.Unmarshal(role, &p.Role)
}

// longestRole is how many bytes a role may have.
const longestRole = 8 << 20

// roleSeen is a role as an event has it.
type roleSeen struct {
	Name        string
	Description string
	Members     []struct{ ID int64 }
}

// withoutStart is how far a feed reaches back that has neither cursor nor time.
const withoutStart = 24 * time.Hour

// ofRoles are the events that tell of a role and who has it.
var ofRoles = []string{"RoleObserved", "RoleVanished"}

// Changes reads Coresync's log. The cursor is the position of the last event that was read.
func (t *Tenant) Changes(ctx context.Context, cursor string, since time.Time, limit int) (tenant.Feed, error) {
	connection, err := t.of(ctx)
	if err != nil {
		return tenant.Feed{}, err
	}
	after, err := strconv.ParseInt(cmp.Or(cursor, "0"), 10, 64)
	if err != nil || after < 0 {
		return tenant.Feed{}, grpcstatus.Errorf(codes.InvalidArgument, "event feed: %q is no cursor of this feed, which are positions of Coresync's log; begin anew without one", cursor)
	}
	query := url.Values{"type": append([]string{"UserObserved", "UserVanished"}, ofRoles...), "limit": {strconv.Itoa(limit)}}
	switch {
	case after > 0:
		query.Set("from", strconv.FormatInt(after+1, 10))
	case since.IsZero():
		query.Set("since", time.Now().Add(-withoutStart).UTC().Format(time.RFC3339Nano))
	default:
		query.Set("since", since.UTC().Format(time.RFC3339Nano))
	}
	var found page[event]
	if err := t.get(ctx, "/events", query, &found); err != nil {
		return tenant.Feed{}, err
	}
	feed := tenant.Feed{Cursor: strconv.FormatInt(after, 10), More: found.Next != ""}
	before := make(map[string]*event)
	for i := range found.Items {
		e := &found.Items[i]
		feed.Cursor = strconv.FormatInt(e.Position, 10)
		if e.Payload.Connection != connection {
			continue
		}
		some, err := t.changes(ctx, e, before)
		if err != nil {
			return tenant.Feed{}, err
		}
		feed.Changes = append(feed.Changes, some...)
	}
	return feed, nil
}

// changes says what an event tells. before holds the last event of each role so far.
func (t *Tenant) changes(ctx context.Context, e *event, before map[string]*event) ([]tenant.Change, error) {
	id := strconv.FormatInt(e.Position, 10)
	if !slices.Contains(ofRoles, e.Type) {
		return []tenant.Change{{ID: id, What: tenant.AccountChanged, At: e.OccurredAt, UserID: e.Payload.UserID}}, nil
	}
	was, known := before[e.Stream]
	if !known {
		var err error
		if was, err = t.before(ctx, e); err != nil {
			return nil, err
		}
	}
	before[e.Stream] = e
	var out []tenant.Change
	tell := func(what string, user int64) {
		name := fmt.Sprintf("%s-%s", id, what)
		if user != 0 {
			name = fmt.Sprintf("%s-%d", name, user)
		}
		out = append(out, tenant.Change{ID: name, What: what, At: e.OccurredAt, RoleID: e.Payload.RoleID, UserID: user})
	}
	// Who has a role when it is seen first had it before: nobody knows since when.
	if was == nil || was.Type != e.Type || was.Payload.Role.Name != e.Payload.Role.Name || was.Payload.Role.Description != e.Payload.Role.Description {
		tell(tenant.RoleChanged, 0)
	}
	if was == nil {
		return out, nil
	}
	for _, m := range missing(e.Payload.Role, was.Payload.Role) {
		tell(tenant.Granted, m)
	}
	for _, m := range missing(was.Payload.Role, e.Payload.Role) {
		tell(tenant.Revoked, m)
	}
	return out, nil
}

// missing are the members of one that the other lacks.
func missing(one, other roleSeen) (ids []int64) {
	has := make(map[int64]bool, len(other.Members))
	for _, m := range other.Members {
		has[m.ID] = true
	}
	for _, m := range one.Members {
		if !has[m.ID] {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// before is the event of a role that came before; nil: there was none.
func (t *Tenant) before(ctx context.Context, e *event) (*event, error) {
	if e.Position == 1 {
		return nil, nil
	}
	var found page[event]
	err := t.get(ctx, "/events", url.Values{"stream": {e.Stream}, "type": ofRoles, "to": {strconv.FormatInt(e.Position-1, 10)},
		"sort": {"-position"}, "limit": {"1"}}, &found)
	if err != nil || len(found.Items) == 0 {
		return nil, err
	}
	return &found.Items[0], nil
}
