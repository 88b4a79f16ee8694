package service

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections"
	read "coresync/projections/access"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// AccountHistory implements api.Access: what differs from one observation of the account
// to the next, its roles, and what people decided about it. All of it is read, since a
// difference needs what came before; an account has few events.
func (s access) AccountHistory(ctx context.Context, scope api.Scope, id uuid.UUID, l api.List) (api.Answer[api.Page[api.HistoryEntry]], error) {
	return answer(ctx, s.reads, scope, accessModels, func(r *projections.Reading) (page api.Page[api.HistoryEntry], err error) {
		account, err := s.row(ctx, r, id)
		if err != nil {
			return page, err
		}
		roles, err := s.roles(ctx, r)
		if err != nil {
			return page, err
		}
		told := &accessTale{account: account, roles: make(map[string]read.Role), log: s.log}
		streams := []string{
			event.AccountStream(account.Connection, account.UserID), event.AccountOwnerStream(account.Connection, account.UserID),
		}
		for _, role := range roles {
			if role.Connection == account.Connection {
				stream := event.RoleStream(role.Connection, role.RoleID)
				streams, told.roles[stream] = append(streams, stream), role
			}
		}
		q := until(eventstore.Query{Streams: streams}, scope, r.Standing(read.Name).Position)
		if err := s.log.Read(ctx, scope.Tenant, q, told.hear); err != nil {
			return page, err
		}
		return told.page(l)
	})
}

// accessTale makes a history of an account out of events in their order.
type accessTale struct {
	log     *eventstore.Store
	account read.Account
	roles   map[string]read.Role // by stream
	seen    map[string]string    // members of the newest observation
	in      map[string]bool      // roles that the account has, by stream
	known   map[string]bool      // roles that were seen before
	entries []api.HistoryEntry
}

func (t *accessTale) hear(e event.Recorded) error {
	payload, err := t.log.Registry().Decode(e)
	if err != nil {
		return err
	}
	switch p := payload.(type) {
	case *event.UserObserved:
		t.observed(e, p)
	case *event.UserVanished:
		t.seen = nil
		t.add(e, "No longer listed by NinjaOne")
	case *event.RoleObserved:
		t.role(e, memberOf(p.Role, t.account.UserID))
	case *event.RoleVanished:
		t.role(e, false)
	case *event.AccountOwnerSet:
		if p.Contact == uuid.Nil {
			t.add(e, "Marked as nobody's account")
		} else {
			t.add(e, "Owner set by hand", api.FieldChange{Field: "owner", New: p.Contact.String()})
		}
	case *event.AccountOwnerReset:
		t.add(e, "Owner reset: the e-mail address decides again")
	}
	return nil
}

func (t *accessTale) add(e event.Recorded, summary string, fields ...api.FieldChange) {
	if fields == nil {
		fields = []api.FieldChange{}
	}
	t.entries = append(t.entries, api.HistoryEntry{
		Position: e.Position, EventID: e.ID, Type: string(e.Type), OccurredAt: e.OccurredAt, RecordedAt: e.RecordedAt,
		Actor: e.Actor, Summary: summary, Fields: fields,
	})
}

// accountFacts are the members of an account that its history tells, as people read them.
var accountFacts = []struct{ member, says string }{
	{"enabled", "enabled"}, {"administrator", "administrator"}, {"mfaConfigured", "mfa"}, {"mustChangePw", "must change password"},
	{"invitationStatus", "invitation"}, {"userType", "kind"}, {"organizationId", "organization"}, {"fullPortalAccess", "full portal access"},
	{"scimUser", "scim"}, {"authType", "authentication"},
}

func (t *accessTale) observed(e event.Recorded, p *event.UserObserved) {
	var all map[string]json.RawMessage
	if json.Unmarshal(p.Account, &all) != nil {
		return // canonical form always is an object
	}
	now := make(map[string]string, len(accountFacts))
	for _, f := range accountFacts {
		now[f.member] = strings.Trim(string(all[f.member]), `"`)
	}
	for _, list := range []string{"roles", "assignedDeviceIds"} {
		now[list] = string(all[list])
	}
	before := t.seen
	t.seen = now
	if before == nil {
		t.add(e, map[bool]string{true: "First seen in NinjaOne", false: "Seen again in NinjaOne"}[e.Version == 1])
		return
	}
	var fields []api.FieldChange
	var names []string
	for _, f := range accountFacts {
		if before[f.member] != now[f.member] {
			fields = append(fields, api.FieldChange{Field: f.says, Old: before[f.member], New: now[f.member]})
			names = append(names, f.says)
		}
	}
	roles, devices := before["roles"] != now["roles"], before["assignedDeviceIds"] != now["assignedDeviceIds"]
	switch {
	case names == nil && devices:
		names = []string{"devices"}
	case names == nil && roles:
		return // the roles themselves tell it
	case names == nil: // they are sealed, and anew in each event
		names = []string{"name or address"}
	}
	t.add(e, "Changed in NinjaOne: "+strings.Join(names, ", "), fields...)
}

// role tells that the account came to a role or left it. One that it had when the role
// was first seen may be older.
func (t *accessTale) role(e event.Recorded, member bool) {
	if t.in == nil {
		t.in, t.known = make(map[string]bool), make(map[string]bool)
	}
	name := t.roles[e.Stream].Name
	switch {
	case member && !t.in[e.Stream] && !t.known[e.Stream]:
		t.add(e, "Has the role "+name+", which was first seen then", api.FieldChange{Field: "role", New: name})
	case member && !t.in[e.Stream]:
		t.add(e, "Got the role "+name, api.FieldChange{Field: "role", New: name})
	case !member && t.in[e.Stream]:
		t.add(e, "Lost the role "+name, api.FieldChange{Field: "role", Old: name})
	}
	t.in[e.Stream], t.known[e.Stream] = member, true
}

func memberOf(role []byte, user int64) bool {
	var all struct{ Members []struct{ ID int64 } }
	if json.Unmarshal(role, &all) != nil {
		return false // read models skip it, too
	}
	return slices.ContainsFunc(all.Members, func(m struct{ ID int64 }) bool { return m.ID == user })
}

// page is one page, newest first unless sorted otherwise.
func (t *accessTale) page(l api.List) (page api.Page[api.HistoryEntry], err error) {
	if l.Sort.By == "" || l.Sort.Descending {
		slices.Reverse(t.entries)
	}
	from := 0
	if len(l.After) > 0 {
		last, err := strconv.ParseInt(l.After[0], 10, 64)
		if err != nil {
			return page, errCursor
		}
		from = 1 + slices.IndexFunc(t.entries, func(e api.HistoryEntry) bool { return e.Position == last })
	}
	total := int64(len(t.entries))
	page.Items, page.Total = t.entries[from:], &total
	if page.Items == nil {
		page.Items = []api.HistoryEntry{}
	}
	if len(page.Items) > l.Limit {
		page.Items = page.Items[:l.Limit]
		page.Next = []string{fmt.Sprint(page.Items[l.Limit-1].Position)}
	}
	return page, nil
}
