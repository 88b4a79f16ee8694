package suggestion

import (
	"fmt"
	"time"

	"coresync/projections/column"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
)

// Suggestion is an asset with its last user, who may be its contact, and what was
// decided about it.
type Suggestion struct {
	Asset        uuid.UUID // the record that shows the asset: decisions are about it
	Whole        uuid.UUID // the asset, as lists of assets name it
	Name         string
	Category     string
	Status       string // of the asset
	Connection   uuid.UUID
	DeviceID     int64
	Customer     uuid.UUID // zero: none
	CustomerName string
	User         json.RawMessage // last user, sealed
	UserEvent    uuid.UUID
	LastLogonAt  time.Time

	State      State
	Contact    uuid.UUID // who it is assigned to
	Kind       string    // of the last user: person, nobody, machine, built_in, shared, technician, erased
	Outcome    string
	Suggested  uuid.UUID // zero: nobody, or several alike
	Percent    int64     // of the likeliest
	Devices    int64     // of the customer on which the account was last user
	Reason     string
	Rules      string
	Candidates []Candidate

	AssignedAt time.Time
	AssignedBy string
	StandingAt time.Time
	StandingBy string
	Version    int64 // of the decisions about the asset

	candidates json.RawMessage
}

var columns = []column.Column[Suggestion]{
	column.UUID("id", "", func(r *Suggestion) *uuid.UUID { return &r.Asset }),
	column.UUID("whole", "", func(r *Suggestion) *uuid.UUID { return &r.Whole }),
	column.Text("name", "", func(r *Suggestion) *string { return &r.Name }),
	column.Text("category", "", func(r *Suggestion) *string { return &r.Category }),
	column.Text("status", "", func(r *Suggestion) *string { return &r.Status }),
	column.UUID("connection", "", func(r *Suggestion) *uuid.UUID { return &r.Connection }),
	column.Int("device_id", "", func(r *Suggestion) *int64 { return &r.DeviceID }),
	column.UUID("customer", "", func(r *Suggestion) *uuid.UUID { return &r.Customer }),
	column.Text("customer_name", "", func(r *Suggestion) *string { return &r.CustomerName }),
	column.JSON("last_user", "", func(r *Suggestion) *json.RawMessage { return &r.User }),
	column.UUID("user_event", "", func(r *Suggestion) *uuid.UUID { return &r.UserEvent }),
	column.Time("last_logon_at", "", func(r *Suggestion) *time.Time { return &r.LastLogonAt }),
	column.Text("state", "", func(r *Suggestion) *State { return &r.State }),
	column.UUID("contact", "", func(r *Suggestion) *uuid.UUID { return &r.Contact }),
	column.Text("kind", "", func(r *Suggestion) *string { return &r.Kind }),
	column.Text("outcome", "", func(r *Suggestion) *string { return &r.Outcome }),
	column.UUID("suggested", "", func(r *Suggestion) *uuid.UUID { return &r.Suggested }),
	column.Count("percent", "", func(r *Suggestion) *int64 { return &r.Percent }),
	column.Count("devices", "", func(r *Suggestion) *int64 { return &r.Devices }),
	column.Text("reason", "", func(r *Suggestion) *string { return &r.Reason }),
	column.Text("rules", "", func(r *Suggestion) *string { return &r.Rules }),
	column.JSON("candidates", "", func(r *Suggestion) *json.RawMessage { return &r.candidates }),
	column.Time("assigned_at", "", func(r *Suggestion) *time.Time { return &r.AssignedAt }),
	column.Text("assigned_by", "", func(r *Suggestion) *string { return &r.AssignedBy }),
	column.Time("standing_at", "", func(r *Suggestion) *time.Time { return &r.StandingAt }),
	column.Text("standing_by", "", func(r *Suggestion) *string { return &r.StandingBy }),
	column.Count("version", "", func(r *Suggestion) *int64 { return &r.Version }),
}

func selected(alias string) string { return column.List(columns, alias) }

func scan(values [][]byte) (Suggestion, error) {
	var s Suggestion
	if _, err := column.ScanRow(columns, &s, values); err != nil {
		return s, err
	}
	if s.candidates != nil {
		if err := json.Unmarshal(s.candidates, &s.Candidates); err != nil {
			return s, fmt.Errorf("read the candidates of asset %s: %w", s.Asset, err)
		}
	}
	return s, nil
}

// LastUser is the subject of the last user; zero: there is none.
func (s *Suggestion) LastUser() uuid.UUID {
	var member struct {
		Subject uuid.UUID `json:"$s"`
	}
	if len(s.User) == 0 || json.Unmarshal(s.User, &member) != nil {
		return uuid.Nil
	}
	return member.Subject
}
