package mapping

import (
	"slices"
	"time"

	"coresync/domain/event"
	"coresync/domain/ignore"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/google/uuid"
)

// IgnoreRule says which devices are no assets (GAP-03).
type IgnoreRule struct {
	ID         uuid.UUID
	Kind       event.IgnoreKind
	Connection uuid.UUID
	NinjaID    int64     // of organization or location
	Place      uuid.UUID // row id of organization or location
	Value      string    // class, tag or pattern
	Pattern    string    // of names, as SQL's like has it
	Reason     string
	SetAt      time.Time
	SetBy      string // actor, an id
	Position   int64
	Version    int64
}

func ignoreTable() projections.TableSpec[IgnoreRule] {
	return projections.TableSpec[IgnoreRule]{
		Name:    "ignore_rule",
		Comment: "Which devices are no assets.",
		Columns: []column.Column[IgnoreRule]{
			column.UUID("id", "id of the rule", func(r *IgnoreRule) *uuid.UUID { return &r.ID }),
			column.Text("kind", "organization, location, class, tag or name", func(r *IgnoreRule) *event.IgnoreKind { return &r.Kind }),
			column.UUID("connection", "NinjaOne connection of organization and location", func(r *IgnoreRule) *uuid.UUID { return &r.Connection }),
			column.Int("ninja_id", "id of organization or location in NinjaOne", func(r *IgnoreRule) *int64 { return &r.NinjaID }),
			column.UUID("place", "id of the row of organization or location", func(r *IgnoreRule) *uuid.UUID { return &r.Place }),
			column.Text("value", "class, tag or pattern", func(r *IgnoreRule) *string { return &r.Value }),
			column.Text("pattern", "pattern of names in lower case, as like has it", func(r *IgnoreRule) *string { return &r.Pattern }),
			column.Text("reason", "why", func(r *IgnoreRule) *string { return &r.Reason }),
			column.Time("set_at", "when", func(r *IgnoreRule) *time.Time { return &r.SetAt }),
			column.Text("set_by", "who, an id", func(r *IgnoreRule) *string { return &r.SetBy }),
			column.Int("position", "newest event", func(r *IgnoreRule) *int64 { return &r.Position }),
			column.Count("version", "version of its stream, for conflicts", func(r *IgnoreRule) *int64 { return &r.Version }),
		},
		ID: func(r *IgnoreRule) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			switch b := e.Body.(type) {
			case *event.IgnoreRuleSet:
				return []uuid.UUID{b.ID}
			case *event.IgnoreRuleRemoved:
				return []uuid.UUID{b.ID}
			}
			return nil
		},
		Fold: foldIgnoreRule,
	}
}

func foldIgnoreRule(_ *rules.Set, id uuid.UUID, _ *IgnoreRule, e *projections.Event) (*IgnoreRule, error) {
	b, is := e.Body.(*event.IgnoreRuleSet)
	if !is {
		return nil, nil // removed
	}
	row := &IgnoreRule{
		ID: id, Kind: b.Kind, Connection: b.Connection, NinjaID: b.NinjaID, Value: b.Value, Reason: bounded(b.Reason),
		SetAt: e.OccurredAt, SetBy: e.Actor, Position: e.Position, Version: e.Version,
	}
	switch b.Kind {
	case event.IgnoreName:
		row.Pattern = ignore.Like(row.Value)
	case event.IgnoreOrganization:
		row.Place = rowid.Organization(e.Tenant, b.Connection, b.NinjaID)
	case event.IgnoreLocation:
		row.Place = rowid.Location(e.Tenant, b.Connection, b.NinjaID)
	}
	return row, nil
}

// Scope says which devices become assets at all; one row a workspace, none while the
// default holds.
type Scope struct {
	ID         uuid.UUID // of the tenant
	MappedOnly bool
	Version    int64
}

func scopeTable() projections.TableSpec[Scope] {
	return projections.TableSpec[Scope]{
		Name:    "scope",
		Comment: "Which devices become assets.",
		Columns: []column.Column[Scope]{
			column.UUID("id", "id of the workspace", func(r *Scope) *uuid.UUID { return &r.ID }),
			column.Bool("mapped_only", "only those of organizations that are linked to a customer", func(r *Scope) *bool { return &r.MappedOnly }),
			column.Count("version", "version of its stream, for conflicts", func(r *Scope) *int64 { return &r.Version }),
		},
		ID: func(r *Scope) uuid.UUID { return r.ID },
		Keys: func(e *projections.Event) []uuid.UUID {
			if _, is := e.Body.(*event.AssetScopeSet); is {
				return []uuid.UUID{e.Tenant}
			}
			return nil
		},
		Fold: func(_ *rules.Set, id uuid.UUID, _ *Scope, e *projections.Event) (*Scope, error) {
			return &Scope{ID: id, MappedOnly: e.Body.(*event.AssetScopeSet).MappedOnly, Version: e.Version}, nil
		},
	}
}

// Scoped tells which devices were assets at a moment.
type Scoped struct {
	rules      []ignore.Rule
	mappedOnly bool
}

// ScopeOf is what became an asset then.
func ScopeOf(past *projections.Past) Scoped {
	var s Scoped
	for _, r := range projections.PastRows[IgnoreRule](past, Name, "ignore_rule") {
		s.rules = append(s.rules, ignore.Rule{Kind: r.Kind, Place: r.Place, Value: r.Value})
	}
	for _, r := range projections.PastRows[Scope](past, Name, "scope") {
		s.mappedOnly = r.MappedOnly
	}
	return s
}

// Holds tells whether a device was an asset; customer is zero for none.
func (s Scoped) Holds(d ignore.Device, customer uuid.UUID) bool {
	if s.mappedOnly && customer == uuid.Nil {
		return false
	}
	return !slices.ContainsFunc(s.rules, func(r ignore.Rule) bool { return r.Ignores(d) })
}
