package access

import (
	"slices"
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// maxFormer bounds how many former members a role keeps; the log has all.
const maxFormer = 500

// Member is an account that has a role, or had it.
type Member struct {
	UserID int64  `json:"user"`
	Source string `json:"source,omitempty"` // as NinjaOne says, such as MANUAL or SCIM
	// Since is when it was first seen there; Before tells that the role was first seen
	// with it, so that it may have been longer.
	Since    time.Time `json:"since"`
	Before   bool      `json:"before,omitempty"`
	Position int64     `json:"position"`
	// Until is when it was no longer there.
	Until         *time.Time `json:"until,omitempty"`
	UntilPosition int64      `json:"until_position,omitempty"`
}

// Members are those of a role now, by id, and before, the newest first.
type Members struct {
	Now    []Member `json:"now"`
	Former []Member `json:"former,omitempty"`
}

// Role is a NinjaOne user role (C1P-02).
type Role struct {
	ID          uuid.UUID
	Connection  uuid.UUID
	RoleID      int64
	Name        string
	Kind        string // TECHNICIAN or END_USER, as NinjaOne says
	Description string
	Members     *Members
	Count       int64

	FirstSeenAt      time.Time
	ChangedAt        time.Time
	VanishedAt       time.Time
	ObservedPosition int64
	Position         int64 // newest event
}

func roleTable() projections.TableSpec[Role] {
	return projections.TableSpec[Role]{
		Name:    "role",
		Comment: "NinjaOne user roles with their members, now and before.",
		Columns: roleColumns(),
		ID:      func(r *Role) uuid.UUID { return r.ID },
		Keys:    roleKeys,
		Fold:    foldRole,
	}
}

var roleIDColumn = column.Int("role_id", "id in NinjaOne", func(r *Role) *int64 { return &r.RoleID })

func roleColumns() []column.Column[Role] {
	return []column.Column[Role]{
		column.UUID("id", "id of the row", func(r *Role) *uuid.UUID { return &r.ID }),
		column.UUID("connection", "NinjaOne connection", func(r *Role) *uuid.UUID { return &r.Connection }),
		roleIDColumn,
		column.Text("name", "name; names are not unique", func(r *Role) *string { return &r.Name }),
		column.Text("kind", "TECHNICIAN or END_USER", func(r *Role) *string { return &r.Kind }),
		column.Text("description", "description", func(r *Role) *string { return &r.Description }),
		column.Packed("members", "accounts that have it now, and had it before", func(r *Role) **Members { return &r.Members }),
		column.Count("member_count", "how many have it now", func(r *Role) *int64 { return &r.Count }),
		column.Time("first_seen_at", "first observation", func(r *Role) *time.Time { return &r.FirstSeenAt }),
		column.Time("changed_at", "newest observation", func(r *Role) *time.Time { return &r.ChangedAt }),
		column.Time("vanished_at", "when a complete listing no longer showed it", func(r *Role) *time.Time { return &r.VanishedAt }),
		column.Int("observed_position", "event of the newest observation", func(r *Role) *int64 { return &r.ObservedPosition }),
		column.Int("position", "newest event", func(r *Role) *int64 { return &r.Position }),
	}
}

type roleObserved struct {
	Connection uuid.UUID
	RoleID     int64
	Role       seenRole
}

// UnmarshalJSON reads the event, which packs a role of many members.
func (r *roleObserved) UnmarshalJSON(raw []byte) error {
	var e event.RoleObserved
	if err := json.Unmarshal(raw, &e); err != nil {
		return err
	}
	r.Connection, r.RoleID = e.Connection, e.RoleID
	if len(e.Role) == 0 {
		return nil
	}
	return json.Unmarshal(e.Role, &r.Role)
}

// seenRole is what the product reads of an observed role; see seenAccount.
type seenRole struct {
	Name, Kind, Description string
	Members                 []struct {
		ID     int64  `json:"id"`
		Source string `json:"source"`
	}
}

// UnmarshalJSON implements json.Unmarshaler.
func (s *seenRole) UnmarshalJSON(raw []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return err
	}
	read(all, "name", &s.Name)
	read(all, "type", &s.Kind)
	read(all, "description", &s.Description)
	read(all, "members", &s.Members)
	return nil
}

func roleKeys(e *projections.Event) []uuid.UUID {
	switch b := e.Body.(type) {
	case *roleObserved:
		return []uuid.UUID{rowid.Role(e.Tenant, b.Connection, b.RoleID)}
	case *event.RoleVanished:
		return []uuid.UUID{rowid.Role(e.Tenant, b.Connection, b.RoleID)}
	}
	return nil
}

func foldRole(_ *rules.Set, id uuid.UUID, old *Role, e *projections.Event) (*Role, error) {
	row := Role{ID: id}
	if old != nil {
		row = *old
	}
	switch b := e.Body.(type) {
	case *roleObserved:
		sources := make(map[int64]string, len(b.Role.Members))
		for _, m := range b.Role.Members {
			sources[m.ID] = bounded(m.Source)
		}
		row.Members = row.Members.after(sources, e, row.FirstSeenAt.IsZero())
		if row.FirstSeenAt.IsZero() {
			row.FirstSeenAt = e.OccurredAt
		}
		row.Connection, row.RoleID = b.Connection, b.RoleID
		row.Name, row.Kind, row.Description = bounded(b.Role.Name), bounded(b.Role.Kind), bounded(b.Role.Description)
		row.ChangedAt, row.ObservedPosition, row.VanishedAt = e.OccurredAt, e.Position, time.Time{}
	case *event.RoleVanished:
		if old == nil {
			return nil, nil
		}
		row.Members = row.Members.after(nil, e, false)
		row.VanishedAt = e.OccurredAt
	}
	row.Count, row.Position = int64(len(row.Members.Now)), e.Position
	return &row, nil
}

// after are the members after an observation that shows who is there with which source.
func (m *Members) after(there map[int64]string, e *projections.Event, first bool) *Members {
	next := &Members{Now: make([]Member, 0, len(there))}
	kept := make(map[int64]bool, len(there))
	var left []Member
	if m != nil {
		for _, was := range m.Now {
			source, stays := there[was.UserID]
			if stays {
				was.Source, kept[was.UserID] = source, true
				next.Now = append(next.Now, was)
				continue
			}
			until := e.OccurredAt
			was.Until, was.UntilPosition = &until, e.Position
			left = append(left, was)
		}
		left = append(left, m.Former...)
	}
	next.Former = left[:min(len(left), maxFormer)]
	for id, source := range there {
		if !kept[id] {
			next.Now = append(next.Now, Member{UserID: id, Source: source, Since: e.OccurredAt, Before: first, Position: e.Position})
		}
	}
	slices.SortFunc(next.Now, func(a, b Member) int { return int(a.UserID - b.UserID) })
	return next
}
