package api

import (
	"context"
	"net/url"
	"strconv"
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

// Values are the query as the parameters of its table have it.
func (q CompareQuery) Values() url.Values {
	v := url.Values{"of": {q.Of}, "from": {q.From.text()}}
	if q.To != nil {
		v.Set("to", q.To.text())
	}
	if q.From.Rules != "" {
		v.Set("rules", q.From.Rules)
	}
	for name, values := range map[string][]string{"kind": q.Kinds, "field": q.Fields} {
		if len(values) > 0 {
			v[name] = values
		}
	}
	return v
}

// text is a moment as a parameter has it.
func (m Moment) text() string {
	if m.Time.IsZero() {
		return strconv.FormatInt(m.Position, 10)
	}
	return m.Time.UTC().Format(time.RFC3339Nano)
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
