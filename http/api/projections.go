package api

import (
	"context"
	"time"
)

// Projection is how one read model of a tenant stands.
type Projection struct {
	Name       string  `json:"name"`
	Generation string  `json:"generation"` // build and variant that are live
	Rules      string  `json:"rules"`
	State      string  `json:"state"` // live, rebuilding, blocked or stopped
	Position   int64   `json:"position"`
	Head       int64   `json:"head"` // of the log
	AgeSeconds float64 `json:"age_seconds"`
	// Applied + Ignored + Superseded + Failed = Position.
	Applied    int64 `json:"applied"`
	Ignored    int64 `json:"ignored"`
	Superseded int64 `json:"superseded"`
	Failed     int64 `json:"failed"`
	Blocked    int64 `json:"blocked_rows"`
	// Allowed names the verbs that are allowed next: rebuild, fsck, promote, …
	Allowed []string `json:"allowed"`
	Work    *Work    `json:"work,omitempty"` // that is going on, or was last
}

// Work is long work on a projection.
type Work struct {
	Verb      string     `json:"verb"`  // rebuild or fsck
	State     string     `json:"state"` // queued, running, done, differs or failed
	Done      int64      `json:"done"`
	Total     int64      `json:"total"` // 0: not known yet
	Message   string     `json:"message,omitempty"`
	StartedAt time.Time  `json:"started_at"`
	EndedAt   *time.Time `json:"ended_at,omitempty"`
}

// Projections shows read models and orders work on them.
type Projections interface {
	List(ctx context.Context, s Scope) (Answer[[]Projection], error)
	// Rebuild and Fsck queue the work and answer at once. An unknown name is
	// domain.CodeNotFound; work that is not allowed now is CodeConflict with the
	// reason not_allowed_now.
	Rebuild(ctx context.Context, c Command, name string) (Work, error)
	Fsck(ctx context.Context, c Command, name string) (Work, error)
}
