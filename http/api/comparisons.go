package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// What two moments can be compared by.
const (
	CompareAssets        = "assets"
	CompareMappings      = "mappings"
	CompareOrganizations = "organizations"
)

// CompareNames lists them in the order in which people are shown them.
func CompareNames() []string {
	return []string{CompareAssets, CompareMappings, CompareOrganizations}
}

// What became of a row between two moments.
const (
	DifferenceCame    = "came"
	DifferenceWent    = "went"
	DifferenceChanged = "changed"
)

// DifferenceKinds lists them.
func DifferenceKinds() []string {
	return []string{DifferenceCame, DifferenceWent, DifferenceChanged}
}

// CompareQuery says what is compared.
type CompareQuery struct {
	Of   string // of CompareNames
	From Moment
	To   *Moment // nil: now
	// Kinds and Fields narrow the answer; empty: all.
	Kinds, Fields []string
}

// Difference is a row that is not the same at two moments.
type Difference struct {
	ID   uuid.UUID `json:"id"`
	Kind string    `json:"kind"`
	Name string    `json:"name"` // the newer one
	// Connection and Organization name the organization in NinjaOne; absent for assets
	// that people keep.
	Connection   *uuid.UUID `json:"connection,omitempty"`
	Organization int64      `json:"organization_id,omitempty"`
	// Fields are those that changed; of a row that came or went, those that are filled.
	Fields []FieldChange `json:"fields"`
}

// ComparedMoment is one side of a comparison.
type ComparedMoment struct {
	Position   Position  `json:"position"`
	RecordedAt time.Time `json:"recorded_at"` // of the event there
	Rules      string    `json:"rules"`
}

// ComparisonHead says what was compared. The numbers are those under the filter, and on
// the first page alone.
type ComparisonHead struct {
	From    ComparedMoment `json:"from"`
	To      ComparedMoment `json:"to"`
	Came    *int64         `json:"came,omitempty"`
	Went    *int64         `json:"went,omitempty"`
	Changed *int64         `json:"changed,omitempty"`
}

// Comparison is a page of differences, in the order of their ids.
type Comparison struct {
	ComparisonHead
	Page[Difference]
}

// Comparisons compares read models of two moments. Neither side is held in memory as a
// whole once it is folded; rows are read beside each other.
type Comparisons interface {
	// Compare is a page of the differences. List.Limit and List.After alone are heeded.
	Compare(ctx context.Context, scope Scope, q CompareQuery, l List) (Answer[Comparison], error)
	// Each calls begin once, and then yield for every difference.
	Each(ctx context.Context, scope Scope, q CompareQuery, begin func(ComparisonHead) error, yield func(Difference) error) error
}
