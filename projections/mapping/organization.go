package mapping

import (
	"time"

	"coresync/domain/event"
	"coresync/domain/rowid"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Decisions of people about an organization.
const (
	DecisionNone    = ""
	DecisionMapped  = "mapped"
	DecisionIgnored = "ignored"
)

// Organization is a NinjaOne organization with what was decided about it.
type Organization struct {
	ID             uuid.UUID
	Connection     uuid.UUID
	OrganizationID int64
	// Observed is false while only a decision is known.
	Observed    bool
	Name        string
	NameKey     string // as it is matched
	SortKey     string
	FormerNames json.RawMessage
	VanishedAt  time.Time

	Decision         string
	Customer         uuid.UUID // of DecisionMapped
	Reason           string    // of DecisionIgnored
	DecidedAt        time.Time
	DecidedBy        string // actor, an id
	DecisionPosition int64
	Version          int64 // of the stream of decisions; 0: nobody has decided yet

	ObservedPosition int64
	VanishedPosition int64
	Rules            string
}

func organizationTable() projections.TableSpec[Organization] {
	return projections.TableSpec[Organization]{
		Name:    "organization",
		Comment: "NinjaOne organizations and the decisions about them.",
		Columns: []column.Column[Organization]{
			column.UUID("id", "id of the row", func(r *Organization) *uuid.UUID { return &r.ID }),
			column.UUID("connection", "NinjaOne connection", func(r *Organization) *uuid.UUID { return &r.Connection }),
			column.Int("organization_id", "id in NinjaOne", func(r *Organization) *int64 { return &r.OrganizationID }),
			column.Bool("observed", "false: only a decision is known", func(r *Organization) *bool { return &r.Observed }),
			column.Text("name", "name in NinjaOne", func(r *Organization) *string { return &r.Name }),
			column.Text("name_key", "name as it is matched", func(r *Organization) *string { return &r.NameKey }),
			column.Text("sort_key", "name in lower case, cut", func(r *Organization) *string { return &r.SortKey }),
			column.JSON("former_names", "up to eight names before, newest first", func(r *Organization) *json.RawMessage { return &r.FormerNames }),
			column.Time("vanished_at", "when a complete listing no longer showed it", func(r *Organization) *time.Time { return &r.VanishedAt }),
			column.Text("decision", "mapped, ignored, or nothing", func(r *Organization) *string { return &r.Decision }),
			column.UUID("customer", "customer that a person chose", func(r *Organization) *uuid.UUID { return &r.Customer }),
			column.Text("reason", "why it is ignored", func(r *Organization) *string { return &r.Reason }),
			column.Time("decided_at", "when", func(r *Organization) *time.Time { return &r.DecidedAt }),
			column.Text("decided_by", "who, an id", func(r *Organization) *string { return &r.DecidedBy }),
			column.Int("decision_position", "event of the decision", func(r *Organization) *int64 { return &r.DecisionPosition }),
			column.Count("version", "version of the decisions, for conflicts", func(r *Organization) *int64 { return &r.Version }),
			column.Int("observed_position", "event of the newest observation", func(r *Organization) *int64 { return &r.ObservedPosition }),
			column.Int("vanished_position", "event that said that it vanished", func(r *Organization) *int64 { return &r.VanishedPosition }),
			column.Text("rules", "version of the rules", func(r *Organization) *string { return &r.Rules }),
		},
		ID:   func(r *Organization) uuid.UUID { return r.ID },
		Keys: organizationKeys,
		Fold: foldOrganization,
		Indexes: []projections.Index{
			{Name: "organization_customer", On: "customer", Where: "customer is not null"},
		},
	}
}

// orgObserved is the part of an OrgObserved that rows need.
type orgObserved struct {
	Connection     uuid.UUID `json:"connection"`
	OrganizationID int64     `json:"organization_id"`
	Organization   struct {
		Name string `json:"name"`
	} `json:"organization"`
	FormerNames []string `json:"former_names"`
}

func organizationKeys(e *projections.Event) []uuid.UUID {
	one := func(connection uuid.UUID, id int64) []uuid.UUID {
		return []uuid.UUID{rowid.Organization(e.Tenant, connection, id)}
	}
	switch b := e.Body.(type) {
	case *orgObserved:
		return one(b.Connection, b.OrganizationID)
	case *event.OrgVanished:
		return one(b.Connection, b.OrganizationID)
	case *event.OrganizationMapped:
		return one(b.Connection, b.OrganizationID)
	case *event.OrganizationIgnored:
		return one(b.Connection, b.OrganizationID)
	case *event.OrganizationUnmapped:
		return one(b.Connection, b.OrganizationID)
	}
	return nil
}

func foldOrganization(r *rules.Set, id uuid.UUID, old *Organization, e *projections.Event) (*Organization, error) {
	row := &Organization{ID: id}
	if old != nil {
		*row = *old
	}
	switch b := e.Body.(type) {
	case *orgObserved:
		return row, row.observe(r, b, e)
	case *event.OrgVanished:
		if old == nil {
			return nil, nil
		}
		row.VanishedAt, row.VanishedPosition = e.OccurredAt, e.Position
	case *event.OrganizationMapped:
		row.Connection, row.OrganizationID = b.Connection, b.OrganizationID
		row.decide(e, DecisionMapped, b.Customer, "")
	case *event.OrganizationIgnored:
		row.Connection, row.OrganizationID = b.Connection, b.OrganizationID
		row.decide(e, DecisionIgnored, uuid.Nil, b.Reason)
	case *event.OrganizationUnmapped:
		row.Connection, row.OrganizationID = b.Connection, b.OrganizationID
		row.decide(e, DecisionNone, uuid.Nil, "")
	}
	return row, nil
}

// observe replaces what NinjaOne gives; decisions follow the id, whatever the name (MAP-13).
func (r *Organization) observe(set *rules.Set, b *orgObserved, e *projections.Event) (err error) {
	r.Connection, r.OrganizationID, r.Observed = b.Connection, b.OrganizationID, true
	r.Name = bounded(b.Organization.Name)
	r.NameKey, r.SortKey = set.Matching.Key(r.Name), sortKey(r.Name)
	r.VanishedAt, r.VanishedPosition = time.Time{}, 0
	r.ObservedPosition, r.Rules = e.Position, set.Version
	r.FormerNames = nil
	if len(b.FormerNames) > 0 {
		r.FormerNames, err = json.Marshal(b.FormerNames)
	}
	return err
}

func (r *Organization) decide(e *projections.Event, decision string, customer uuid.UUID, reason string) {
	r.Decision, r.Customer, r.Reason = decision, customer, reason
	r.DecidedAt, r.DecidedBy = e.OccurredAt, e.Actor
	r.DecisionPosition, r.Version = e.Position, e.Version
}
