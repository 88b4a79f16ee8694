package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// Projection is how one read model of a tenant stands.
type Projection struct {
	Name       string `json:"name"`
	Generation string `json:"generation"` // build and variant that are live
	Rules      string `json:"rules"`      // that the live rows were made under
	// RulesInForce is what the newest adoption says; a rebuild makes the rows of it.
	RulesInForce string  `json:"rules_in_force"`
	State        string  `json:"state"` // live, rebuilding, blocked or stopped
	Position     int64   `json:"position"`
	Head         int64   `json:"head"` // of the log
	AgeSeconds   float64 `json:"age_seconds"`
	// Applied + Ignored + Superseded + Failed = Position.
	Applied    int64 `json:"applied"`
	Ignored    int64 `json:"ignored"`
	Superseded int64 `json:"superseded"`
	Failed     int64 `json:"failed"`
	Blocked    int64 `json:"blocked_rows"`
	// BlockedBy are the events that blocked rows, at most 20.
	BlockedBy []BlockedRow `json:"blocked_by"`
	// Allowed names the verbs that are allowed next: rebuild, fsck, promote, …
	Allowed   []string   `json:"allowed"`
	Candidate *Candidate `json:"candidate,omitempty"`
	Former    *Former    `json:"former,omitempty"`
	Work      *Work      `json:"work,omitempty"` // that is going on, or was last
}

// BlockedRow is a row that stays as it was before an event that can't be folded.
type BlockedRow struct {
	Table     string    `json:"table"`
	Row       uuid.UUID `json:"row"`
	Position  int64     `json:"position"`
	EventType string    `json:"event_type"`
	Error     string    `json:"error"`
	Later     int64     `json:"later"` // events of the row since
	Attempts  int       `json:"attempts"`
	BlockedAt time.Time `json:"blocked_at"`
}

// Candidate is a generation that may be promoted, or is being made.
type Candidate struct {
	Generation string `json:"generation"`
	Rules      string `json:"rules"`
	State      string `json:"state"` // building or ready
	// Differs sums up the difference to what is live, as somebody last looked.
	Differs *DiffSum `json:"differs,omitempty"`
}

// DiffSum sums a difference up.
type DiffSum struct {
	Position int64     `json:"position"`
	At       time.Time `json:"at"`
	Rows     int64     `json:"rows"`
	Added    int64     `json:"added"`
	Gone     int64     `json:"gone"`
	Changed  int64     `json:"changed"`
	Share    float64   `json:"share"` // of the table that differs most, 0 to 1
}

// Former is the generation that was live before, for a rollback.
type Former struct {
	Generation string    `json:"generation"`
	Rules      string    `json:"rules"`
	Until      time.Time `json:"until"`
}

// Work is long work on a projection.
type Work struct {
	Verb       string     `json:"verb"`  // rebuild or fsck
	State      string     `json:"state"` // queued, running, done, differs or failed
	Step       string     `json:"step,omitempty"`
	Done       int64      `json:"done"`
	Total      int64      `json:"total"` // 0: not known yet
	EtaSeconds float64    `json:"eta_seconds,omitempty"`
	Message    string     `json:"message,omitempty"`
	StartedAt  time.Time  `json:"started_at"`
	EndedAt    *time.Time `json:"ended_at,omitempty"`
}

// RebuildPlan says what a rebuild would cost, and what the estimate rests on.
type RebuildPlan struct {
	Name         string       `json:"name"`
	Rules        string       `json:"rules"`
	Changes      []RuleChange `json:"changes"` // of the rules, against those of the live rows
	NewTables    bool         `json:"new_tables"`
	HistoryBound bool         `json:"history_bound"`
	// Partial: only the rows that the rules may make otherwise, Stale of them, are folded;
	// the others are taken over as they are.
	Partial    bool    `json:"partial"`
	Stale      int64   `json:"stale"`
	Tenants    int     `json:"tenants"`
	Events     int64   `json:"events"`
	Superseded int64   `json:"superseded"`
	Rows       int64   `json:"rows"`
	Bytes      int64   `json:"bytes"`
	Seconds    float64 `json:"seconds"`
	Basis      string  `json:"basis"`
}

// RuleChange is one difference between two rule sets.
type RuleChange struct {
	Pointer string          `json:"pointer"`
	Old     json.RawMessage `json:"old,omitempty"`
	New     json.RawMessage `json:"new,omitempty"`
}

// ProjectionDiff is how rows under other rules, or of another build, differ from
// those that are live.
type ProjectionDiff struct {
	Name         string       `json:"name"`
	Live         string       `json:"live"`
	Other        string       `json:"other,omitempty"` // absent: a draft
	Position     int64        `json:"position"`
	Incomparable bool         `json:"incomparable"`
	Changes      []RuleChange `json:"changes"`
	Tables       []TableDiff  `json:"tables"`
}

// TableDiff is how the rows of one table differ.
type TableDiff struct {
	Table    string           `json:"table"`
	Rows     int64            `json:"rows"`
	NoEffect int64            `json:"no_effect"`
	Added    int64            `json:"added"`
	Gone     int64            `json:"gone"`
	Changed  int64            `json:"changed"`
	Effects  map[string]int64 `json:"effects"`
	Fields   map[string]int64 `json:"fields"`
	Shown    []RowDiff        `json:"shown"`
}

// RowDiff is how one row differs.
type RowDiff struct {
	Row    uuid.UUID   `json:"row"`
	Name   string      `json:"name,omitempty"`
	Effect string      `json:"effect"`
	Fields []FieldDiff `json:"fields"`
	Causes []string    `json:"causes"`
}

// FieldDiff is a field on both sides; null is no value.
type FieldDiff struct {
	Field string `json:"field"`
	Old   any    `json:"old"`
	New   any    `json:"new"`
}

// ProjectionRelease is what was made live for a tenant.
type ProjectionRelease struct {
	Tenant      uuid.UUID `json:"tenant"`
	Release     int64     `json:"release"`
	Generations []string  `json:"generations"` // that are new in it
}

// Repaired says what a retry found and wrote.
type Repaired struct {
	Name         string          `json:"name"`
	Position     int64           `json:"position"`
	Unblocked    int64           `json:"unblocked"`
	StillBlocked int64           `json:"still_blocked"`
	Tables       []RepairedTable `json:"tables"`
}

// RepairedTable counts the rows of a table that were wrong.
type RepairedTable struct {
	Table     string `json:"table"`
	Missing   int64  `json:"missing"`
	Extra     int64  `json:"extra"`
	Different int64  `json:"different"`
}

// AllProjections is the name that stands for all that a verb can be meant for.
const AllProjections = "all"

// Projections shows read models and orders work on them. An unknown name is
// domain.CodeNotFound; what is not allowed now is CodeConflict with the reason
// not_allowed_now.
type Projections interface {
	List(ctx context.Context, s Scope) (Answer[[]Projection], error)
	// Watch yields the list, at once and with each change, until no long work goes on.
	Watch(ctx context.Context, s Scope, yield func([]Projection) error) error
	Plan(ctx context.Context, s Scope, name, rules string) (RebuildPlan, error)
	// Rebuild and Fsck queue the work and answer at once. rules is a version; "" are
	// those in force.
	Rebuild(ctx context.Context, c Command, name, rules string) (Work, error)
	Fsck(ctx context.Context, c Command, name string) (Work, error)
	Cancel(ctx context.Context, c Command, name string) error
	// Diff shows at most so many rows a table.
	Diff(ctx context.Context, s Scope, name string, show int) (ProjectionDiff, error)
	// Promote and Rollback take AllProjections, too: what they find goes into one release.
	Promote(ctx context.Context, c Command, name string, accept bool) ([]ProjectionRelease, error)
	Rollback(ctx context.Context, c Command, name string) ([]ProjectionRelease, error)
	Retry(ctx context.Context, c Command, name string) (Repaired, error)
}
